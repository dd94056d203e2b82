package rouse.executor.compose.yaml;

/**
 * Where something is written.
 *
 * @param file empty for the platform file itself; else another that it names, or that comes over it
 * @param line counted from 1; 0 when it is no place in a file
 */
public record SourceMark(String file, int line) {
  public static final SourceMark NOWHERE = new SourceMark("", 0);

  /** A line of the platform file. */
  static SourceMark line(int line) {
    return new SourceMark("", line);
  }
}
