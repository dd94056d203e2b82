package rouse.streams;

/** One of the two applications ended for a reason that does not pass by itself. */
public final class StreamsFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StreamsFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
