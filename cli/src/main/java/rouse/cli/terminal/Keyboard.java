package rouse.cli.terminal;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the terminal, one at a time and without an echo. By {@code stty}: Java has no way to
 * ask a terminal for that, and a library that does brings native code along.
 */
public final class Keyboard implements AutoCloseable {
  private static final int ESCAPE = 27;
  private static final int BACKSPACE = 127;

  /** What was pressed. */
  public enum Key {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    OPEN,
    BACK,
    WHY,
    WHY_NOT,
    FILTER,
    HELP,
    QUIT
  }

  private static final Logger LOG = LoggerFactory.getLogger(Keyboard.class);
  private final String before;
  private final InputStream in;

  private Keyboard(String before, InputStream in) {
    this.before = before;
    this.in = in;
  }

  /** Empty when the terminal cannot be had, as where {@code stty} is missing. */
  public static Optional<Keyboard> open() {
    try {
      String before = stty("-g");
      // A read returns within a tenth of a second, with or without a key. Ctrl-C stays a signal.
      stty("-icanon", "-echo", "min", "0", "time", "1");
      return Optional.of(new Keyboard(before.strip(), new FileInputStream(Terminal.TTY)));
    } catch (IOException noTerminal) {
      return Optional.empty();
    }
  }

  private static String stty(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "stty";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process stty =
        new ProcessBuilder(command)
            .redirectInput(Terminal.TTY)
            .redirectError(Redirect.DISCARD)
            .start();
    String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    try {
      if (stty.waitFor() != 0) {
        throw new IOException("stty refuses");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }

  /** Waits a tenth of a second for a key; empty when there was none, or one without a meaning. */
  public Optional<Key> next() throws IOException {
    int first = in.read();
    return first == ESCAPE ? Optional.of(escaped()) : plain(first);
  }

  private static Optional<Key> plain(int key) {
    return Optional.ofNullable(
        switch (key) {
          case 'k' -> Key.UP;
          case 'j' -> Key.DOWN;
          case ' ' -> Key.PAGE_DOWN;
          case 'g' -> Key.HOME;
          case 'G' -> Key.END;
          case '\n', '\r' -> Key.OPEN;
          case 'b', BACKSPACE -> Key.BACK;
          case 'w' -> Key.WHY;
          case 'n' -> Key.WHY_NOT;
          case 'f' -> Key.FILTER;
          case '?' -> Key.HELP;
          case 'q', 'Q' -> Key.QUIT;
          default -> null;
        });
  }

  /** Arrows and their like are a sequence; the escape key alone is followed by nothing. */
  private Key escaped() throws IOException {
    int second = in.read();
    if (second != '[' && second != 'O') {
      return Key.BACK;
    }
    int third = in.read();
    int code = third;
    while ((third >= '0' && third <= '9') || third == ';') {
      third = in.read();
    }
    return switch (code) {
      case 'A' -> Key.UP;
      case 'B' -> Key.DOWN;
      case 'H', '1', '7' -> Key.HOME;
      case 'F', '4', '8' -> Key.END;
      case '5' -> Key.PAGE_UP;
      case '6' -> Key.PAGE_DOWN;
      default -> Key.BACK;
    };
  }

  /** Gives the terminal back as it was; may be called again. */
  @Override
  public void close() {
    try {
      stty(before);
      in.close();
    } catch (IOException gone) {
      LOG.debug("a terminal that is gone needs nothing back", gone);
    }
  }
}
