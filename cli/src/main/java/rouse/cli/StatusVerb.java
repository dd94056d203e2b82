package rouse.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.Health;
import rouse.cli.client.PlatformWait;
import rouse.cli.client.StatusClient;
import rouse.cli.options.OutputOption;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.StatusTable;
import rouse.cli.terminal.Terminal;
import rouse.contracts.settings.Durations;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;

/** Shows what is wanted and what is seen of every instance. */
@Command(
    name = "status",
    description = "Shows what is wanted and what is seen of every module.",
    footer =
        "Returns 0 when every module is alive, 4 when not or when it is not all known; with --wait 3"
            + " when the time is over.")
final class StatusVerb extends Verb {
  @Mixin private PlatformArgument platform;
  @Mixin private OutputOption output;

  @Option(names = "--wide", description = "Every column, though the terminal is narrower.")
  private boolean wide;

  @Option(names = "--wait", description = "Wait until every module is alive.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait, such as 90s or 2m (120s).")
  private String timeout = "120s";

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    if (!wait) {
      PlatformStatus status = ask(settings);
      print(status);
      return Health.of(status) == Health.ALIVE ? ExitCode.OK : ExitCode.DEGRADED;
    }
    Duration patience = Durations.parse(timeout);
    Optional<PlatformStatus> last =
        new PlatformWait(() -> ask(settings), Health::of)
            .until(patience, PlatformWait.Sight.lines(this::say));
    last.ifPresent(this::print);
    return switch (last.map(Health::of).orElse(Health.UNDERWAY)) {
      case ALIVE -> ExitCode.OK;
      case DEGRADED -> ExitCode.DEGRADED;
      case UNDERWAY ->
          throw new CliError(
              ExitCode.TIMED_OUT,
              "not alive within "
                  + timeout
                  + ": "
                  + last.map(Health::missing).orElse("no platform was declared"),
              "'rouse watch' shows how it goes on, 'rouse incidents' what failed",
              null);
    };
  }

  /** A dev that starts again may answer elsewhere, so the address is looked up each time. */
  private PlatformStatus ask(Settings settings) {
    StatusClient client = StatusClient.of(settings);
    return platform.status(settings, client);
  }

  private void print(PlatformStatus status) {
    if (output.json()) {
      OutputOption.print(out(), status);
    } else {
      new StatusTable(Terminal.hasColour(), wide ? Integer.MAX_VALUE : Terminal.width())
          .lines(status)
          .forEach(out()::println);
      out().flush();
    }
    MissingPartitions.lines(status.missing()).forEach(line -> say("warning: " + line));
  }
}
