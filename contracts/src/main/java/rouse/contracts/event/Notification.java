package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * One message to one recipient on one channel; the key of its record is the recipient.
 *
 * @param notificationId stable, so that a repeat can be recognised
 * @param platform the platform it speaks of
 * @param channel how it goes out
 * @param recipient mail address, phone number, or the name of a configured webhook
 * @param subject one line
 * @param text the message
 * @param kind {@code action}, or the kind of the alert
 * @param group alerts of one group are one message; null: goes out by itself, at once
 * @param resolved the alert of this group is over
 */
public record Notification(
    String notificationId,
    String platform,
    Channel channel,
    String recipient,
    @Nullable String subject,
    @LongText String text,
    String kind,
    @Nullable String group,
    boolean resolved)
    implements Event {

  /** How a message goes out. */
  public enum Channel {
    MAIL,
    SMS,
    WEBHOOK;

    /** With {@code @} a mail address, with a leading letter the name of a webhook, else a phone. */
    @JsonIgnore
    public static Channel of(String recipient) {
      if (recipient.indexOf('@') >= 0) {
        return MAIL;
      }
      return !recipient.isEmpty() && Character.isLetter(recipient.charAt(0)) ? WEBHOOK : SMS;
    }
  }
}
