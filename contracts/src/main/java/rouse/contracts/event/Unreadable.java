package rouse.contracts.event;

/** A record that cannot be understood; the message is the reason its dead letter carries. */
public final class Unreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Unreadable(String reason) {
    super(reason);
  }

  public Unreadable(String reason, Throwable cause) {
    super(reason, cause);
  }
}
