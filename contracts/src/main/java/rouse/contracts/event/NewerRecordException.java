package rouse.contracts.event;

/**
 * A record that a newer version of Rouse made: of an event that this one does not know, or with a
 * value that it does not know. It is skipped, since going by a part of it could be wrong.
 */
public final class NewerRecordException extends MalformedRecordException {
  private static final long serialVersionUID = 1L;

  /** How the reason of its dead letter begins. */
  public static final String NEWER = "newer: ";

  public NewerRecordException(String reason) {
    super(NEWER + reason + "; this version skips it");
  }
}
