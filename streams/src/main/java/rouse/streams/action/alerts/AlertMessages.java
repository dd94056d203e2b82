package rouse.streams.action.alerts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.core.text.AlertMessage;

/** One message in words, for each of its recipients: theirs and no others' alerts. */
final class AlertMessages {
  private static final String SOURCE = "/action/alerts";

  private AlertMessages() {}

  static List<Envelope<Notification>> of(
      String platform, AlertRules.Message message, List<String> operators, Instant at) {
    List<Envelope<Notification>> all = new ArrayList<>();
    for (String recipient : recipients(message, operators)) {
      List<AlertMessage.Line> theirs =
          message.alerts().stream()
              .filter(a -> a.recipients().isEmpty() || a.recipients().contains(recipient))
              .map(AlertMessages::line)
              .toList();
      all.add(
          new AlertMessage(platform, message.group(), theirs, message.resolved())
              .to(recipient, SOURCE, at));
    }
    return all;
  }

  private static AlertMessage.Line line(Alert a) {
    return new AlertMessage.Line(
        a.kind(),
        a.subject(),
        a.text(),
        a.causeId(),
        a.correlationId(),
        a.next(),
        a.log(),
        a.end(),
        a.causes());
  }

  private static Set<String> recipients(AlertRules.Message message, List<String> operators) {
    Set<String> all = new LinkedHashSet<>();
    for (Alert alert : message.alerts()) {
      all.addAll(alert.recipients().isEmpty() ? operators : alert.recipients());
    }
    return all;
  }
}
