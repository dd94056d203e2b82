package rouse.streams;

/**
 * The cluster did not answer for as long as a start waits; the message says where it was sought.
 */
public final class BrokerAbsent extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokerAbsent(String message) {
    super(message);
  }
}
