package rouse.contracts.event;

import java.time.Instant;
import java.util.List;

/**
 * What became of a notification; the key of its record is the recipient.
 *
 * @param attempts tries so far
 * @param detail in words: the server's answer, or what is not configured
 * @param at when
 * @param alerts ids of the decisions that the notification tells of; null when it tells of none
 */
public record Delivery(
    String notificationId,
    String platform,
    Notification.Channel channel,
    String recipient,
    Outcome outcome,
    int attempts,
    @Nullable String detail,
    Instant at,
    @Nullable List<String> alerts)
    implements Event {

  public Delivery(
      String notificationId,
      String platform,
      Notification.Channel channel,
      String recipient,
      Outcome outcome,
      int attempts,
      String detail,
      Instant at) {
    this(notificationId, platform, channel, recipient, outcome, attempts, detail, at, null);
  }

  /** What became of it. */
  public enum Outcome {
    /** the server took it, which is not yet delivery */
    SENT,
    /** the server said no for good */
    REFUSED,
    /** it may have gone out: the connection ended before the answer */
    UNKNOWN,
    /** not yet: it is tried again; said at the first failure only */
    DELAYED,
    /** tried for as long as configured */
    GIVEN_UP,
    /** no channel is configured for it */
    NOT_SENT;

    /** Whether nothing follows it. A mail that may have gone out is sent again, an SMS is not. */
    public boolean isFinal(Notification.Channel channel) {
      return this != DELAYED && (this != UNKNOWN || channel == Notification.Channel.SMS);
    }
  }
}
