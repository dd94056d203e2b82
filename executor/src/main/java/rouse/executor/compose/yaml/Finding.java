package rouse.executor.compose.yaml;

import java.util.Comparator;

/**
 * Something in a Compose file that its author should know.
 *
 * @param severity whether the platform can be run nevertheless
 * @param file empty for the platform file itself; else another that it names or that comes over it
 * @param path where in the file: {@code services.web.ports[0]}
 * @param line counted from 1; 0 when it is no place in the file
 * @param message what is found
 * @param remedy what to do about it
 */
public record Finding(
    Severity severity, String file, String path, int line, String message, String remedy) {

  /** In the order of their weight. */
  public enum Severity {
    /** the file cannot be run */
    ERROR,
    /** the file is run as if this were not there */
    WARNING,
    /** applied; it gives a container more of the host than others have */
    NOTICE
  }

  /** The order in which a reader meets them. */
  public static final Comparator<Finding> BY_PLACE =
      Comparator.comparing(Finding::file)
          .thenComparingInt(Finding::line)
          .thenComparing(Finding::path);

  /** One line: place, what, remedy. */
  public String text() {
    String in = file.isEmpty() ? "" : file + ": ";
    String place = line > 0 ? "line " + line + ": " : "";
    return in + place + (path.isEmpty() ? "" : path + ": ") + message + ". " + remedy;
  }
}
