package rouse.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import rouse.cli.client.StatusClient;
import rouse.cli.options.PlatformArgument;
import rouse.cli.terminal.MissingPartitions;
import rouse.cli.terminal.PhaseSymbol;
import rouse.cli.terminal.SafeText;
import rouse.cli.terminal.StatusTable;
import rouse.cli.terminal.Terminal;
import rouse.contracts.settings.Settings;
import rouse.contracts.status.PlatformStatus;

/** The table of {@code status}, kept current; without a terminal a line for each change. */
@Command(name = "watch", description = "Shows the state of every module until Ctrl-C.")
final class WatchVerb extends Verb {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";
  private static final String NEW_SCREEN = "\u001b[?1049h\u001b[?25l";
  private static final String OLD_SCREEN = "\u001b[?25h\u001b[?1049l";

  private static final String MISSING = "missing";
  private static final String NOTHING = "nothing";

  @Mixin private PlatformArgument platform;
  private final Map<String, String> shown = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settings();
    boolean live = Terminal.isInteractive();
    if (live) {
      write(NEW_SCREEN);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> write(OLD_SCREEN)));
    }
    List<String> table = List.of();
    while (!Thread.currentThread().isInterrupted()) {
      String trouble = "";
      try {
        // A dev that starts again may answer elsewhere, so the address is looked up each time.
        PlatformStatus status = platform.status(settings, StatusClient.of(settings));
        table = table(status);
        if (!live) {
          tellChanges(status);
        }
      } catch (StatusClient.Unreachable | CliError e) {
        trouble = Errors.oneLine(e);
      }
      if (live) {
        draw(table, trouble);
      } else {
        tell("rouse", trouble);
      }
      Thread.sleep(PAUSE);
    }
    return ExitCode.OK;
  }

  private static List<String> table(PlatformStatus status) {
    List<String> lines = new ArrayList<>(new StatusTable(Terminal.hasColour()).lines(status));
    MissingPartitions.lines(status.missing()).forEach(line -> lines.add("warning: " + line));
    return lines;
  }

  private void draw(List<String> table, String trouble) {
    List<String> lines = new ArrayList<>(table);
    lines.add("");
    lines.add(trouble.isEmpty() ? "Ctrl-C ends this." : "as of before: " + trouble);
    write(HOME + String.join(CLEAR_LINE + "\n", lines) + CLEAR_LINE + CLEAR_BELOW);
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
    if (state.equals(shown.getOrDefault(subject, ""))) {
      return;
    }
    shown.put(subject, state);
    out()
        .println(
            SafeText.oneLine(subject)
                + ": "
                + (state.isEmpty() ? "answers again" : SafeText.oneLine(state)));
    out().flush();
  }

  private void write(String text) {
    out().print(text);
    out().flush();
  }
}
