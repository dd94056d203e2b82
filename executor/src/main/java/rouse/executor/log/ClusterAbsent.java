package rouse.executor.log;

/** No broker answers; the message is one line for an operator. */
public final class ClusterAbsent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ClusterAbsent(String message, Throwable cause) {
    super(message, cause);
  }
}
