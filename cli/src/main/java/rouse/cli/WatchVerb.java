package rouse.cli;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import rouse.cli.client.StatusClient;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.PhaseSymbol;
import rouse.cli.terminal.SafeText;
import rouse.cli.terminal.StoryText;
import rouse.cli.terminal.Terminal;
import rouse.cli.terminal.Timeline;
import rouse.cli.watch.EventLines;
import rouse.cli.watch.LiveWatch;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.PlatformStatus;

/**
 * The table of {@code status}, live; without a terminal a line for each change; or the events
 * themselves.
 */
@Command(
    name = "watch",
    description = "Shows the state of every module, or what happens, until Ctrl-C.",
    footer = {
      "On a terminal it is a table with keys: arrows select, w tells why, n why not, ? lists them.",
      "Without a terminal it prints a line for each change.",
      "With --since or -o jsonl it prints facts and decisions. Each line of jsonl has a position;",
      "--since POSITION goes on after it, without a gap or a repeat."
    })
final class WatchVerb extends Verb {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String MISSING = "missing";
  private static final String NOTHING = "nothing";

  private enum Format {
    TEXT,
    JSONL
  }

  @Mixin private PlatformArgument platform;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Print what happened since then, such as 1h, a time, or a position, and go on.")
  private String since;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "text, or jsonl for an event in each line (text).")
  private Format format = Format.TEXT;

  private final Map<String, String> shown = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    if (since != null || format == Format.JSONL) {
      followEvents(settings);
    } else if (Terminal.isInteractive()) {
      live(settings);
    } else {
      tellChanges(settings);
    }
    return ExitCode.OK;
  }

  /** A dev that starts again may answer elsewhere, so the address is looked up each time. */
  private PlatformStatus ask(Settings settings) {
    return platform.status(settings, StatusClient.of(settings));
  }

  private void live(Settings settings) throws InterruptedException {
    new LiveWatch(
            () -> ask(settings),
            instance -> why(StatusClient.of(settings).why(instance)),
            instance -> StoryText.lines(StatusClient.of(settings).whyNot(instance)),
            Terminal.hasColour())
        .run(
            text -> {
              out().print(text);
              out().flush();
            });
  }

  private static List<String> why(CauseChain chain) {
    return chain.story().isEmpty() ? Timeline.lines(chain.chain()) : StoryText.lines(chain.story());
  }

  private void followEvents(Settings settings) throws InterruptedException {
    EventLines lines = new EventLines(format == Format.JSONL, this::print);
    if (since != null) {
      lines.since(since, InstantSource.system());
    }
    String lastTrouble = "";
    while (!Thread.currentThread().isInterrupted()) {
      try {
        StatusClient client = StatusClient.of(settings);
        Optional<String> position = lines.position();
        client.follow(
            platform.named(settings),
            position,
            position.isPresent() ? Optional.empty() : lines.since(),
            lines::take);
        lastTrouble = "";
      } catch (StatusClient.Unreachable e) {
        if (!Errors.oneLine(e).equals(lastTrouble)) {
          say("waiting: " + Errors.oneLine(e));
        }
        lastTrouble = Errors.oneLine(e);
      }
      Thread.sleep(PAUSE);
    }
  }

  private void tellChanges(Settings settings) throws InterruptedException {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        tellChanges(ask(settings));
        tell("rouse", "");
      } catch (StatusClient.Unreachable | CliError e) {
        tell("rouse", Errors.oneLine(e));
      }
      Thread.sleep(PAUSE);
    }
  }

  private void tellChanges(PlatformStatus status) {
    tell("platform " + status.platform(), status.phase());
    shown.putIfAbsent(MISSING, NOTHING);
    tell(MISSING, status.missing().isEmpty() ? NOTHING : MissingPartitions.text(status.missing()));
    status.modules().stream()
        .flatMap(module -> module.instances().stream())
        .forEach(
            i ->
                tell(
                    i.instance(),
                    PhaseSymbol.of(i.observed()).shape()
                        + " "
                        + SafeText.orDash(i.observed())
                        + ", incarnation "
                        + i.incarnation()
                        + (i.reason() == null ? "" : ", " + i.reason())));
  }

  private void tell(String subject, String state) {
    if (!state.equals(shown.getOrDefault(subject, ""))) {
      shown.put(subject, state);
      print(
          SafeText.oneLine(subject)
              + ": "
              + (state.isEmpty() ? "answers again" : SafeText.oneLine(state)));
    }
  }

  private void print(String line) {
    out().println(line);
    out().flush();
  }
}
