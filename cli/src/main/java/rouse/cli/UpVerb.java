package rouse.cli;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.ExecutorClient;
import rouse.cli.client.FailedUpdates;
import rouse.cli.client.Health;
import rouse.cli.client.Plan;
import rouse.cli.client.PlatformWait;
import rouse.cli.client.StatusClient;
import rouse.cli.dev.BootDisplay;
import rouse.cli.options.FileOption;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.cli.options.TrustOptions;
import rouse.cli.terminal.Terminal;
import rouse.contracts.settings.Durations;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.NetworkRecreation;
import rouse.executor.docker.engine.Engine;

/** Has the executor take the platform file as it is now, and waits until all is up. */
@Command(
    name = "up",
    description = "Boots a platform, or brings it to its changed file; returns when all is up.",
    footer = {
      "Needs an executor: 'rouse executor -f FILE' or 'rouse dev -f FILE'. What has not changed",
      "is not touched. A module is up with its first successful health check, else with its first",
      "beat, or its work done; one that Docker watches and that has no health check, when it has",
      "stayed. 'rouse status --wait' waits until each has proved that it stays alive.",
      "A changed module is updated one instance at a time; when one does not come alive, the",
      "definition before comes back, and what the container wrote last is shown.",
      "Returns 0 when all is up, 1 when an update failed, 3 when the time is over, 4 when degraded."
    })
final class UpVerb extends Verb {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @Mixin private FileOption file;
  @Mixin private TrustOptions trust;
  @Mixin private OutputOption output;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "How long to wait, such as 90s or 2m (5m, and what the containers may take to stop).")
  private String timeout;

  @Option(
      names = "--recreate-networks",
      description =
          "Makes networks anew that the file says otherwise now; containers in them are cut off for"
              + " a moment and go on running.")
  private boolean recreateNetworks;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    Duration patience = timeout == null ? PATIENCE : Durations.parse(timeout);
    long start = System.nanoTime();
    PlatformFileOptions.requireTrusted(file.paths(), trust);
    ExecutorClient executor = ExecutorClient.of(settings, file.path());
    if (!executor.isWatching()) {
      throw new CliError(
          "no executor answers at " + executor.base(),
          "start one with 'rouse executor -f "
              + file.existing()
              + "' or 'rouse dev -f "
              + file.path()
              + "'");
    }
    if (recreateNetworks) {
      recreateNetworks(settings);
    }
    Plan plan = executor.declare(file.existing(), patience);
    plan.lines().forEach(this::say);
    Duration all = timeout == null ? patience.plus(plan.stop()) : patience;
    return awaitAlive(settings, plan, all, start);
  }

  private void recreateNetworks(Settings settings) {
    PlatformFile platform = PlatformFileOptions.readAll(file.paths(), trust);
    try (Engine engine = Engine.connect(settings)) {
      DockerNetworks networks = new DockerNetworks(engine);
      NetworkRecreation recreation = new NetworkRecreation(engine);
      for (NetworkDefinition network : platform.networks()) {
        if (!network.external() && networks.differs(platform.name(), network)) {
          List<String> members = recreation.recreate(platform.name(), network);
          say(
              "network "
                  + network.name()
                  + ": made anew"
                  + (members.isEmpty() ? "" : ", with " + String.join(", ", members)));
        }
      }
    }
  }

  /**
   * @param start of the patience
   */
  private int awaitAlive(Settings settings, Plan plan, Duration patience, long start)
      throws InterruptedException {
    String name = plan.platform();
    StatusClient client = StatusClient.of(settings);
    boolean redraw = Terminal.showsMessages();
    BootDisplay steps = new BootDisplay(this::say, redraw, redraw && Terminal.allowsColour());
    Optional<PlatformStatus> last =
        new PlatformWait(() -> client.platform(name), FailedUpdates::judge)
            .until(patience.minusNanos(System.nanoTime() - start), steps);
    Health reached = last.map(FailedUpdates::judge).orElse(Health.UNDERWAY);
    List<String> failed = last.map(FailedUpdates::lines).orElse(List.of());
    if (reached != Health.UNDERWAY && !failed.isEmpty()) {
      failed.forEach(this::say);
      say("correct the file and say 'rouse up' again; to try the same once more, too");
      print(plan, "failed", failed);
      return ExitCode.FAILED;
    }
    return switch (reached) {
      case ALIVE -> {
        say("every module of " + name + (isProven(last.get()) ? " is alive" : " is up"));
        print(plan, isProven(last.get()) ? "alive" : "up", List.of());
        yield ExitCode.OK;
      }
      case DEGRADED -> {
        say("degraded: " + String.join("; ", last.get().attention()));
        print(plan, "degraded", last.get().attention());
        yield ExitCode.DEGRADED;
      }
      case UNDERWAY ->
          throw new CliError(
              ExitCode.TIMED_OUT,
              "not alive within "
                  + Durations.format(patience)
                  + ": "
                  + last.map(Health::missing).orElse("no answer"),
              "'rouse watch' shows how it goes on, 'rouse incidents' what failed",
              null);
    };
  }

  /** What {@code -o json} prints: the plan, and what was reached with it. */
  private record Output(
      String platform,
      List<String> made,
      List<String> start,
      List<String> replace,
      List<String> retire,
      String reached,
      List<String> reasons) {}

  private void print(Plan plan, String reached, List<String> reasons) {
    if (output.json()) {
      OutputOption.print(
          out(),
          new Output(
              plan.platform(),
              plan.made(),
              Plan.names(plan.start()),
              Plan.names(plan.replace()),
              Plan.names(plan.retire()),
              reached,
              reasons));
    }
  }

  /** A module that has beaten once is up; three beats prove that it stays so. */
  private static boolean isProven(PlatformStatus status) {
    return Health.of(status) == Health.ALIVE;
  }
}
