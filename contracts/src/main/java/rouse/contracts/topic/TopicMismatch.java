package rouse.contracts.topic;

/** A topic of ours exists with other settings; the message names each difference. */
public final class TopicMismatch extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TopicMismatch(String message) {
    super(message);
  }
}
