package rouse.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

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
 * @param group the same for what was raised and for its end; null: it has no end
 * @param resolved the alert of this group is over
 * @param alerts ids of the decisions that it tells of; null when it tells of none, or they are not
 *     known
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
    boolean resolved,
    @Nullable List<String> alerts)
    implements Event {

  public Notification(
      String notificationId,
      String platform,
      Channel channel,
      String recipient,
      String subject,
      String text,
      String kind,
      String group,
      boolean resolved) {
    this(notificationId, platform, channel, recipient, subject, text, kind, group, resolved, null);
  }

  /** The same with other words. */
  public Notification worded(String title, String words) {
    return new Notification(
        notificationId, platform, channel, recipient, title, words, kind, group, resolved, alerts);
  }

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
