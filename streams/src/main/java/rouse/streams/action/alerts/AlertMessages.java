package rouse.streams.action.alerts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.contracts.event.Notification.Channel;

/** One message in words, for each of its recipients: theirs and no others' alerts. */
final class AlertMessages {
  private static final String SOURCE = "/action/alerts";

  /** An SMS says what and how many; the rest is in the mail. */
  private static final int SMS_LENGTH = 300;

  private AlertMessages() {}

  static List<Envelope<Notification>> of(
      String platform, AlertRules.Message message, List<String> operators, Instant at) {
    List<Envelope<Notification>> all = new ArrayList<>();
    for (String recipient : recipients(message, operators)) {
      List<Alert> theirs =
          message.alerts().stream()
              .filter(a -> a.recipients().isEmpty() || a.recipients().contains(recipient))
              .toList();
      all.add(one(platform, recipient, theirs, message.resolved(), at));
    }
    return all;
  }

  private static Set<String> recipients(AlertRules.Message message, List<String> operators) {
    Set<String> all = new LinkedHashSet<>();
    for (Alert alert : message.alerts()) {
      all.addAll(alert.recipients().isEmpty() ? operators : alert.recipients());
    }
    return all;
  }

  private static Envelope<Notification> one(
      String platform, String recipient, List<Alert> alerts, boolean resolved, Instant at) {
    Alert first = alerts.getFirst();
    String id = "alert/" + first.causeId() + (resolved ? "/resolved/" : "/raised/") + recipient;
    Channel channel = Channel.of(recipient);
    String subject = subject(platform, alerts, resolved);
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
    return Envelope.of(id, SOURCE, at, body)
        .correlatedWith(first.correlationId())
        .causedBy(first.causeId());
  }

  private static String subject(String platform, List<Alert> alerts, boolean resolved) {
    Alert first = alerts.getFirst();
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
