package rouse.core.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.core.text.AlertMessage;

/** One message in words, for each of its recipients: theirs and no others' alerts. */
public final class AlertMessages {
  private AlertMessages() {}

  /**
   * @param source who sends it
   * @param operators who gets the alerts that name no recipient
   */
  public static List<Envelope<Notification>> of(
      String platform,
      AlertRules.Message message,
      String source,
      List<String> operators,
      Instant at) {
    List<Envelope<Notification>> all = new ArrayList<>();
    for (String recipient : recipients(message, operators)) {
      List<AlertMessage.Line> theirs =
          message.alerts().stream()
              .filter(a -> a.recipients().isEmpty() || a.recipients().contains(recipient))
              .map(AlertMessages::line)
              .toList();
      all.add(
          new AlertMessage(platform, message.group(), theirs, message.resolved())
              .to(recipient, source, at));
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
