package rouse.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Whether somebody looks. */
public final class Terminal {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

  private Terminal() {}

  /** Whether stdout is a terminal, whatever stdin is: what Java itself cannot tell before 22. */
  public static boolean isInteractive() {
    return isTerminal(STDOUT);
  }

  /** Whether stderr, where messages go, is a terminal. */
  public static boolean showsMessages() {
    return isTerminal(STDERR);
  }

  private static boolean isTerminal(Path stream) {
    try {
      return DEVICE.matcher(Files.readSymbolicLink(stream).toString()).matches()
          && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException | UnsupportedOperationException e) {
      return Ansi.AUTO.enabled();
    }
  }

  /** Whether to write colours: on a terminal, unless NO_COLOR is set. */
  public static boolean hasColour() {
    return isInteractive() && allowsColour();
  }

  /** What NO_COLOR says. */
  public static boolean allowsColour() {
    String no = System.getenv("NO_COLOR");
    return no == null || no.isEmpty();
  }
}
