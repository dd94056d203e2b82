package rouse.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import rouse.cli.client.DataFolder;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.notify.mail.MailProbe;

/** All checks, in the order in which one thing needs another. */
public final class Diagnosis {
  private final HostChecks host;
  private final EngineChecks engine;
  private final ClusterChecks cluster;
  private final PlatformChecks platforms;
  private final Settings settings;
  private final Optional<PlatformFile> file;
  private final boolean dev;

  /** Something that looks at one thing. */
  private record Check(String name, Look look) {}

  @FunctionalInterface
  private interface Look {
    Finding run() throws Exception;
  }

  /**
   * @param file the platform's, where it is known
   */
  public Diagnosis(Settings settings, DataFolder data, Optional<PlatformFile> file) {
    this.dev = data.isInUse();
    Settings own =
        data.dev()
            .filter(state -> dev)
            .map(state -> settings.with(KnownSettings.KAFKA, state.kafka()))
            .orElse(settings);
    this.settings = settings;
    this.file = file;
    this.host = new HostChecks(settings, data);
    this.engine = new EngineChecks(settings);
    this.cluster = new ClusterChecks(own, dev);
    this.platforms = new PlatformChecks(settings, dev);
  }

  /** The platform file of the dev that works here; empty when there is none. */
  public static Optional<Path> knownFile(DataFolder data) {
    return data.dev()
        .filter(dev -> data.isInUse())
        .map(dev -> Path.of(dev.file()))
        .filter(Files::exists);
  }

  /**
   * Looks at everything.
   *
   * @param each is told what was found as soon as it is
   */
  public void run(Consumer<Finding> each) {
    checks().map(Diagnosis::look).forEach(each);
  }

  private Stream<Check> checks() {
    return List.of(
        new Check("java", host::java),
        new Check("settings", host::settings),
        new Check("data folder", host::dataFolder),
        new Check("state folder", host::stateFolders),
        new Check("ports", host::ports),
        new Check("certificate", host::certificate),
        new Check("docker", engine::docker),
        new Check("engine clock", engine::clock),
        new Check("disk", () -> host.disk(engine.folder())),
        new Check("kafka", cluster::kafka),
        new Check("topics", cluster::topics),
        new Check("lag", cluster::lag),
        new Check("signatures", this::signatures),
        new Check("status api", platforms::api),
        new Check("observer", platforms::observer),
        new Check("broker clock", platforms::clock),
        new Check("executors", platforms::executors),
        new Check("haproxy", () -> engine.balancers(file)),
        new Check("mail", this::mail))
        .stream();
  }

  private static Finding look(Check check) {
    try {
      return check.look().run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Finding.skipped(check.name(), "interrupted");
    } catch (Exception e) {
      return Finding.of(check.name(), e);
    }
  }

  /** Not amiss: topics that are closed by ACLs, or a network that is closed, can do without. */
  private Finding signatures() {
    if (settings.isGiven(KnownSettings.COMMAND_SECRET)) {
      return Finding.ok("signatures", "facts and commands are signed with command.secret");
    }
    return dev
        ? Finding.ok("signatures", "facts and commands are signed with a secret of the data folder")
        : Finding.skipped(
            "signatures",
            "none: command.secret is not set, so who can write to Rouse's topics can have"
                + " containers stopped");
  }

  private Finding mail() throws InterruptedException {
    if (settings.optional(KnownSettings.SMTP_HOST).isEmpty()) {
      return Finding.skipped("mail", "no smtp.host is set");
    }
    MailProbe.Result answer = MailProbe.login(settings);
    return answer.works()
        ? Finding.ok("mail", answer.detail())
        : Finding.amiss(
            "mail",
            answer.detail(),
            "see smtp.host, smtp.port, smtp.user and smtp.starttls; 'rouse notify --test mail TO'"
                + " shows the conversation");
  }
}
