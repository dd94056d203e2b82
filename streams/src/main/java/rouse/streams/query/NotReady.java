package rouse.streams.query;

/** Stores are restoring or move between instances; the same question can be answered soon. */
public final class NotReady extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotReady(String message) {
    super(message);
  }

  public NotReady(String message, Throwable cause) {
    super(message, cause);
  }
}
