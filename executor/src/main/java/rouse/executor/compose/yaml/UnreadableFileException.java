package rouse.executor.compose.yaml;

/** A file that cannot be read any further; the one finding says where and why. */
public final class UnreadableFileException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Finding finding;

  public UnreadableFileException(String path, int line, String message, String remedy) {
    this(path, SourceMark.line(line), message, remedy);
  }

  public UnreadableFileException(String path, SourceMark mark, String message, String remedy) {
    super(message);
    this.finding =
        new Finding(Finding.Severity.ERROR, mark.file(), path, mark.line(), message, remedy);
  }

  public Finding finding() {
    return finding;
  }
}
