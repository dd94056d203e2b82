package rouse.executor.compose;

/** A file that cannot be read any further; the one finding says where and why. */
final class Refused extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Finding finding;

  Refused(String path, int line, String message, String remedy) {
    this(path, Mark.line(line), message, remedy);
  }

  Refused(String path, Mark mark, String message, String remedy) {
    super(message);
    this.finding =
        new Finding(Finding.Severity.ERROR, mark.file(), path, mark.line(), message, remedy);
  }

  Finding finding() {
    return finding;
  }
}
