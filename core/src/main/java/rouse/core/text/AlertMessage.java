package rouse.core.text;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.event.Nullable;

/**
 * The words for alerts, whoever sends them: one message to one person.
 *
 * @param alerts at least one; the first gives the message its id, its kind and its cause
 * @param resolved all of them are over; else they have just begun
 */
public record AlertMessage(String platform, List<Line> alerts, boolean resolved) {

  /** An SMS says what and how many; the rest is in the mail. */
  private static final int SMS_LENGTH = 300;

  /**
   * One alert.
   *
   * @param causeId id of the decision that raised it, or ended it
   */
  public record Line(
      String kind, String subject, String text, String causeId, @Nullable String correlationId) {}

  /** The message for a single alert that was raised. */
  public static AlertMessage of(Decision.AlertRaised alert, String causeId, String correlationId) {
    Line line = new Line(alert.kind(), alert.subject(), alert.text(), causeId, correlationId);
    return new AlertMessage(alert.platform(), List.of(line), false);
  }

  /** The message for a single alert that is over. */
  public static AlertMessage of(
      Decision.AlertResolved alert, String causeId, String correlationId) {
    Line line = new Line(alert.kind(), alert.subject(), alert.text(), causeId, correlationId);
    return new AlertMessage(alert.platform(), List.of(line), true);
  }

  /** To one person; its id is made from the decision, so that a repeat is recognised. */
  public Envelope<Notification> to(String recipient, String source, Instant at) {
    Line first = alerts.getFirst();
    String id = "alert/" + first.causeId() + (resolved ? "/resolved/" : "/raised/") + recipient;
    Channel channel = Channel.of(recipient);
    String subject = subject();
    String text =
        alerts.stream()
            .map(a -> a.subject() + " (" + a.kind() + "): " + a.text())
            .collect(Collectors.joining("\n"));
    Notification body =
        new Notification(
            id,
            platform,
            channel,
            recipient,
            subject,
            channel == Channel.SMS ? shortened(subject + "\n" + text) : text,
            first.kind(),
            platform,
            resolved);
    return Envelope.of(id, source, at, body)
        .correlatedWith(first.correlationId())
        .causedBy(first.causeId());
  }

  private String subject() {
    Line first = alerts.getFirst();
    String what =
        alerts.size() == 1
            ? first.subject() + ": " + first.kind()
            : alerts.size() + " alerts, the first: " + first.subject() + ": " + first.kind();
    return "[" + platform + "] " + (resolved ? "resolved: " : "") + what;
  }

  private static String shortened(String text) {
    return text.length() <= SMS_LENGTH ? text : text.substring(0, SMS_LENGTH) + "…";
  }
}
