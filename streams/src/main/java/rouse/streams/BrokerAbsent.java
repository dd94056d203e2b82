package rouse.streams;

/**
 * The cluster did not answer, or could do nothing, for as long as a start waits; the message says
 * which and where.
 */
public final class BrokerAbsent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerAbsent(String message) {
    super(message);
  }

  BrokerAbsent(String message, Throwable cause) {
    super(message, cause);
  }
}
