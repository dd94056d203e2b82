package rouse.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.DataFolder;
import rouse.cli.client.DevState;
import rouse.cli.client.ExecutorClient;
import rouse.cli.client.FactSender;
import rouse.cli.dev.Teardown;
import rouse.cli.options.FileOption;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformFileOptions;
import rouse.contracts.event.Fact;
import rouse.contracts.settings.Durations;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.engine.Engine;

/** Takes a platform down: by whoever looks after it, else directly. */
@Command(
    name = "down",
    description = "Takes a platform down in reverse order and removes its network.",
    footer = "Volumes stay, unless --volumes --confirm=NAME says otherwise.")
final class DownVerb extends Verb {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Mixin private FileOption file;
  @Mixin private PlatformFileOptions options;
  @Mixin private OutputOption output;

  @Option(names = "--volumes", description = "Remove the platform's volumes, with what they hold.")
  private boolean volumes;

  @Option(
      names = "--confirm",
      paramLabel = "NAME",
      description = "The platform's name, to confirm --volumes.")
  private String confirm;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait (2m, and what the containers may take to stop).")
  private String timeout;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    PlatformFile platform = options.readWhole(file.paths(), finding -> {});
    requireConfirmation(platform.name());
    boolean withdrawn;
    try (Engine engine = Engine.connect(settings)) {
      Teardown teardown = new Teardown(engine, platform, this::say);
      withdrawn = withdraw(settings, platform.name());
      if (withdrawn) {
        say("withdrawn; waiting until the last container is gone");
        awaitGone(
            teardown,
            timeout == null
                ? PATIENCE.plus(platform.spec().longestStop())
                : Durations.parse(timeout));
      } else {
        say(
            "no Rouse runs here to record this, so an executor that starts brings the platform back");
      }
      // The broker and the decider, when they are containers themselves: nobody is left to order
      // it.
      teardown.removeContainers();
      teardown.removeNetworks();
      if (volumes) {
        teardown.removeVolumes();
      }
    }
    say("platform " + platform.name() + " is down");
    if (output.json()) {
      OutputOption.print(out(), new Output(platform.name(), withdrawn, volumes));
    }
    return ExitCode.OK;
  }

  /**
   * What {@code -o json} prints.
   *
   * @param withdrawn whether the log knows it; if not, an executor that starts brings it back
   * @param volumes whether they were removed
   */
  private record Output(String platform, boolean withdrawn, boolean volumes) {}

  /**
   * Has the log know it, by which the platform stays down: through the executor of this host, else
   * through the cluster that is named.
   *
   * @return false when there is neither
   */
  private static boolean withdraw(Settings settings, String platform) throws InterruptedException {
    Optional<ExecutorClient> executor = ExecutorClient.ofPlatform(settings, platform);
    Optional<Settings> keeper = keeper(settings, platform);
    if (executor.isPresent()) {
      executor.get().withdraw(user());
    } else if (keeper.isPresent()) {
      new FactSender(keeper.get()).send(new Fact.PlatformWithdrawn(platform, user()));
    }
    return executor.isPresent() || keeper.isPresent();
  }

  private void requireConfirmation(String name) {
    if (volumes && !name.equals(confirm)) {
      throw new CliError(
          ExitCode.USAGE,
          "--volumes removes data for good",
          "confirm it with --confirm=" + name,
          null);
    }
  }

  /**
   * How to reach whoever looks after the platform; empty when nobody does. The default cluster is
   * nobody's: a platform of {@code rouse dev} that has ended must come down without one.
   */
  static Optional<Settings> keeper(Settings settings, String platform) {
    DataFolder data = DataFolder.of(settings);
    Optional<DevState> dev = data.dev().filter(d -> d.platform().equals(platform));
    if (dev.isPresent() && data.isInUse()) {
      return Optional.of(data.signing(settings).with(KnownSettings.KAFKA, dev.get().kafka()));
    }
    return settings.isGiven(KnownSettings.KAFKA) ? Optional.of(settings) : Optional.empty();
  }

  private void awaitGone(Teardown teardown, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!teardown.isWithdrawn()) {
      if (System.nanoTime() - deadline > 0) {
        throw new CliError(
            ExitCode.TIMED_OUT,
            "not down within "
                + Durations.format(patience)
                + ": "
                + teardown.remaining()
                + " still there",
            "'rouse watch' shows how it goes on; when no executor runs, 'docker rm -f' ends them",
            null);
      }
      Thread.sleep(200);
    }
  }
}
