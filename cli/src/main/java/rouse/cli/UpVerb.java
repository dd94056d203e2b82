package rouse.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.contracts.settings.Durations;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;
import rouse.executor.compose.PlatformFile;

/** Has the executor take the platform file as it is now, and waits until all is alive. */
@Command(
    name = "up",
    description = "Boots a platform, or brings it to its changed file; returns when all is alive.",
    footer = {
      "Needs an executor: 'rouse executor -f FILE' or 'rouse dev -f FILE'. What has not changed",
      "is not touched. Returns 0 when all is alive, 3 when the time is over, 4 when degraded."
    })
final class UpVerb extends Verb {
  @Mixin private FileOption file;
  @Mixin private PlatformFileOptions options;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait, such as 90s or 2m (5m).")
  private String timeout = "5m";

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    Duration patience = Durations.parse(timeout);
    PlatformFile platform = options.readWhole(file.path(), this::say);
    ExecutorClient executor = ExecutorClient.of(settings);
    if (!executor.isWatching()) {
      throw new CliError(
          "no executor answers at " + executor.base(),
          "start one with 'rouse executor -f "
              + file.path()
              + "' or 'rouse dev -f "
              + file.path()
              + "'");
    }
    String declared = executor.declareAnew();
    if (!declared.equals(platform.name())) {
      throw new CliError(
          "the executor at " + executor.base() + " is that of platform " + declared,
          "set executor.port to that of " + platform.name());
    }
    say("declared " + declared);
    return awaitAlive(settings, declared, patience);
  }

  private int awaitAlive(Settings settings, String name, Duration patience)
      throws InterruptedException {
    Declared since = new Declared();
    Optional<PlatformStatus> last =
        new Waiting(() -> since.after(StatusClient.of(settings).platform(name)))
            .until(patience, this::say);
    if (last.isPresent() && Health.of(last.get()) == Health.ALIVE) {
      say("every module of " + name + " is alive");
      return ExitCode.OK;
    }
    if (last.isPresent() && Health.of(last.get()) == Health.DEGRADED) {
      say("degraded: " + String.join("; ", last.get().attention()));
      return ExitCode.DEGRADED;
    }
    throw new CliError(
        ExitCode.TIMED_OUT,
        "not alive within " + timeout + ": " + last.map(Health::missing).orElse("no answer"),
        "'rouse watch' shows how it goes on, 'rouse why INSTANCE' the causes",
        null);
  }

  /**
   * What is seen right after a declaration may be what was before it. The decider takes a fact
   * within milliseconds, so a status of one second of log time later has it.
   */
  private static final class Declared {
    private static final Duration TAKEN = Duration.ofSeconds(1);
    private Instant first;

    PlatformStatus after(PlatformStatus status) {
      first = first == null ? status.at() : first;
      if (status.at().isBefore(first.plus(TAKEN))) {
        throw new StatusClient.Unreachable("the declaration is being taken", "wait", null);
      }
      return status;
    }
  }
}
