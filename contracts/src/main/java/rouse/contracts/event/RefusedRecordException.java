package rouse.contracts.event;

/** A record that can be read, and that none of Rouse's own processes made, or made for now. */
public final class RefusedRecordException extends MalformedRecordException {
  private static final long serialVersionUID = 1L;

  /** How the reason of its dead letter begins. */
  public static final String REFUSED = "refused: ";

  public RefusedRecordException(String reason) {
    super(REFUSED + reason);
  }
}
