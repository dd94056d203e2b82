package rouse.executor.bootstrap;

/** A boot cannot go on; the message is one line, with what to do next. */
public final class BootException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BootException(String message) {
    super(message);
  }

  public BootException(String message, Throwable cause) {
    super(message, cause);
  }
}
