package rouse.executor.notify.webhook;

import java.time.Instant;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;

/**
 * What the formats of the services are made of.
 *
 * @param id the same for a repeat
 * @param group the same for what was raised and for its end
 * @param title one line
 * @param link empty when there is none
 */
record WebhookMessage(
    String id,
    String group,
    String platform,
    String kind,
    boolean resolved,
    String title,
    String text,
    Instant at,
    String link) {

  static WebhookMessage of(Envelope<Notification> message, String link) {
    Notification n = message.body();
    String title = n.subject() == null || n.subject().isEmpty() ? n.kind() : n.subject();
    String group =
        n.group() == null ? n.notificationId() : "rouse/" + n.platform() + "/" + n.group();
    return new WebhookMessage(
        n.notificationId(),
        group,
        n.platform(),
        n.kind(),
        n.resolved(),
        title,
        n.text(),
        message.time(),
        link);
  }

  /** The title with a sign of how it is, for services that show no colour. */
  String markedTitle() {
    return (resolved ? "✅ " : "🔴 ") + title;
  }

  static String atMost(int longest, String text) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }
}
