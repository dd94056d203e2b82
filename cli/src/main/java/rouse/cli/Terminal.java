package rouse.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Whether somebody looks. */
final class Terminal {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Pattern DEVICE = Pattern.compile("/dev/(pts/\\d+|tty.*|console)");

  private Terminal() {}

  /** Whether stdout is a terminal, whatever stdin is: what Java itself cannot tell before 22. */
  static boolean isInteractive() {
    try {
      return DEVICE.matcher(Files.readSymbolicLink(STDOUT).toString()).matches()
          && !"dumb".equals(System.getenv("TERM"));
    } catch (IOException | UnsupportedOperationException e) {
      return Ansi.AUTO.enabled();
    }
  }

  /** Whether to write colours: on a terminal, unless NO_COLOR is set. */
  static boolean hasColour() {
    String no = System.getenv("NO_COLOR");
    return isInteractive() && (no == null || no.isEmpty());
  }
}
