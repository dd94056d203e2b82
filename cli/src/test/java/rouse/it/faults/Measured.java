package rouse.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** What a row found, a line each; {@code scripts/faults} prints them below its table. */
final class Measured {
  private static final Path FILE =
      Path.of(System.getProperty("rouse.faults.report", "target/faults.txt"));

  private Measured() {}

  static void say(String row, String line) {
    try {
      Files.createDirectories(FILE.toAbsolutePath().getParent());
      Files.writeString(
          FILE, row + ": " + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A fresh file beside the report, for what a process says. */
  static Path log(String name) {
    try {
      Path log = FILE.toAbsolutePath().resolveSibling("faults-" + name + ".log");
      Files.createDirectories(log.getParent());
      Files.deleteIfExists(log);
      return log;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
