package rouse.executor.compose;

/**
 * Where something is written.
 *
 * @param file empty for the platform file itself; else another that it names, or that comes over it
 * @param line counted from 1; 0 when it is no place in a file
 */
record Mark(String file, int line) {
  static final Mark NOWHERE = new Mark("", 0);

  /** A line of the platform file. */
  static Mark line(int line) {
    return new Mark("", line);
  }
}
