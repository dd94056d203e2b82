package rouse.contracts.event;

/** A record that can be read, and that none of Rouse's own processes made, or made for now. */
public final class RefusedRecordException extends MalformedRecordException {
  private static final long serialVersionUID = 1L;

  public RefusedRecordException(String reason) {
    super(reason);
  }
}
