package rouse.cli.terminal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import picocli.CommandLine.Help.Ansi;

/** Whether somebody looks. */
public final class Terminal {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");
  static final File TTY = new File("/dev/tty");
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

  /**
   * How large a terminal is.
   *
   * @param rows lines
   * @param columns characters in a line
   */
  public record Size(int rows, int columns) {
    /** Of a terminal that does not say. */
    public static final Size USUAL = new Size(24, 80);
  }

  /** Its size now, as {@code stty} says; 24 lines of 80 characters when it cannot be asked. */
  public static Size size() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(TTY)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String[] said = new String(stty.getInputStream().readAllBytes(), US_ASCII).strip().split(" ");
      Size size = new Size(Integer.parseInt(said[0]), Integer.parseInt(said[said.length - 1]));
      return size.rows() > 0 && size.columns() > 0 ? size : Size.USUAL;
    } catch (IOException | NumberFormatException unknown) {
      return Size.USUAL;
    }
  }

  /** How wide lines may be: the terminal's width; for a file or a pipe as wide as they are. */
  public static int width() {
    return isInteractive() ? size().columns() : Integer.MAX_VALUE;
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
