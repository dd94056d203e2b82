package rouse.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import rouse.cli.client.DataFolder;
import rouse.cli.client.StatusClient;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.SafeText;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.Platforms;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.executor.docker.engine.Engine;

/** Tries what Rouse needs, one line each. */
@Command(
    name = "doctor",
    description = "Tries all that Rouse needs here and says what is amiss.",
    footer = "Returns 0 when nothing is amiss, 1 when something is.")
final class DoctorVerb extends Verb {
  private static final int PATIENCE_MS = 5_000;
  private boolean amiss;

  /** Something that works, or says why not. */
  @FunctionalInterface
  private interface Trial {
    String run() throws Exception;
  }

  @Override
  public Integer call() {
    Settings settings = settings();
    DataFolder data = DataFolder.of(settings);
    boolean dev = data.isInUse();
    attempt("java", () -> Runtime.version().toString());
    attempt("settings", () -> settings.printable().size() + " in effect");
    attempt("docker", () -> docker(settings));
    attempt("data folder", () -> data + (dev ? ", a dev works there" : ", no dev works there"));
    attempt("kafka", () -> kafka(dev ? devKafka(settings, data) : settings, dev));
    attempt("signatures", () -> signatures(settings, dev));
    attempt("status api", () -> api(settings, dev));
    return amiss ? ExitCode.FAILED : ExitCode.OK;
  }

  private void attempt(String what, Trial trial) {
    String line;
    try {
      line = "ok    " + SafeText.padded(what, 13) + trial.run();
    } catch (Exception e) {
      amiss = true;
      line = "amiss " + SafeText.padded(what, 13) + Errors.oneLine(e);
    }
    out().println(line);
    out().flush();
  }

  private static String docker(Settings settings) {
    try (Engine engine = Engine.connect(settings)) {
      return engine.address() + ", API " + engine.apiVersion();
    }
  }

  private static Settings devKafka(Settings settings, DataFolder data) {
    return data.dev()
        .map(state -> settings.with(KnownSettings.KAFKA, state.kafka()))
        .orElse(settings);
  }

  private static String kafka(Settings settings, boolean needed) throws Exception {
    String address = settings.text(KnownSettings.KAFKA);
    boolean named = settings.isGiven(KnownSettings.KAFKA);
    try (Admin admin = KafkaClientFactory.of(settings).admin(Duration.ofMillis(PATIENCE_MS))) {
      int nodes = admin.describeCluster().nodes().get(PATIENCE_MS, TimeUnit.MILLISECONDS).size();
      return address + ", " + nodes + (nodes == 1 ? " broker" : " brokers");
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      if (!needed && !named) {
        return "none at " + address + ", and none was named; rouse dev brings its own";
      }
      throw new CliError(
          "no broker answers at " + address, "start it, or name another with --kafka HOST:PORT", e);
    }
  }

  /** Not amiss: topics that are closed by ACLs, or a network that is closed, can do without. */
  private static String signatures(Settings settings, boolean dev) {
    if (settings.isGiven(KnownSettings.COMMAND_SECRET)) {
      return "facts and commands are signed with command.secret";
    }
    return dev
        ? "facts and commands are signed with a secret of the data folder"
        : "none: command.secret is not set, so who can write to Rouse's topics can have containers"
            + " stopped";
  }

  private static String api(Settings settings, boolean needed) {
    try {
      Platforms all = StatusClient.of(settings).platforms();
      if (!all.missing().isEmpty()) {
        throw new CliError(
            MissingPartitions.text(all.missing()), "see to the streams apps named there");
      }
      int known = all.platforms().size();
      return known + (known == 1 ? " platform" : " platforms");
    } catch (StatusClient.Unreachable e) {
      if (needed || settings.optional(KnownSettings.API).isPresent()) {
        throw e;
      }
      return "none runs here; 'rouse dev -f FILE' starts one";
    }
  }
}
