package rouse.contracts.event;

/** A record that cannot be understood; the message is the reason its dead letter carries. */
public sealed class MalformedRecordException extends RuntimeException
    permits RefusedRecordException, NewerRecordException {
  private static final long serialVersionUID = 1L;

  public MalformedRecordException(String reason) {
    super(reason);
  }

  public MalformedRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
