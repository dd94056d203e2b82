package rouse.executor.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Notification;
import rouse.core.alert.Alert;
import rouse.core.alert.AlertBook;
import rouse.core.alert.AlertMessages;
import rouse.core.alert.AlertRules;
import rouse.core.state.DecisionRecord;
import rouse.core.step.Alerts;
import rouse.core.text.AlertMessage;

/**
 * Which messages come of the alerts that this executor raises. What is down is gathered for a while
 * as the streams app gathers its alerts: what fell together is one message, and its end is one
 * more. All else is told at once.
 */
final class GatheredAlerts {
  private static final String SOURCE = "/executor/alerts";
  private final AlertRules rules;
  private final List<String> operators;
  private final Map<String, AlertBook> books = new HashMap<>();

  /**
   * @param operators who gets the alerts that name no recipient
   */
  GatheredAlerts(AlertRules rules, List<String> operators) {
    this.rules = rules;
    this.operators = operators;
  }

  /** What is to be sent at once. */
  List<Envelope<Notification>> tell(DecisionRecord decided, Instant now) {
    return switch (decided.body()) {
      case Decision.AlertRaised a -> raised(a, decided, now);
      case Decision.AlertResolved a -> resolved(a, decided, now);
      default -> List.of();
    };
  }

  private List<Envelope<Notification>> raised(
      Decision.AlertRaised a, DecisionRecord decided, Instant now) {
    if (a.kind().equals(Alerts.DOWN)) {
      books.put(a.platform(), rules.raised(book(a.platform()), alert(a, decided), now));
      return List.of();
    }
    return messages(AlertMessage.of(a, decided.id(), decided.correlationId()), a.recipients(), now);
  }

  private List<Envelope<Notification>> resolved(
      Decision.AlertResolved a, DecisionRecord decided, Instant now) {
    if (a.kind().equals(Alerts.DOWN)) {
      books.put(
          a.platform(),
          rules.resolved(book(a.platform()), a.kind(), a.subject(), a.text(), decided.id(), now));
      return List.of();
    }
    return messages(AlertMessage.of(a, decided.id(), decided.correlationId()), a.recipients(), now);
  }

  private static Alert alert(Decision.AlertRaised raised, DecisionRecord decided) {
    return Alert.raised(
            raised.kind(),
            raised.subject(),
            raised.text(),
            raised.recipients(),
            decided.id(),
            decided.correlationId())
        .next(raised.next())
        .inhibitedBy(raised.inhibitedBy());
  }

  private List<Envelope<Notification>> messages(
      AlertMessage message, List<String> recipients, Instant now) {
    List<String> told = recipients.isEmpty() ? operators : recipients;
    return told.stream().map(person -> message.to(person, SOURCE, now)).toList();
  }

  /** When the next messages are due; empty while nothing waits. */
  Optional<Instant> due() {
    return books.values().stream()
        .map(AlertBook::due)
        .filter(Objects::nonNull)
        .min(Instant::compareTo);
  }

  /** What has waited for long enough. */
  List<Envelope<Notification>> tellDue(Instant now) {
    List<Envelope<Notification>> all = new ArrayList<>();
    books.replaceAll(
        (platform, book) -> {
          if (book.due() == null || book.due().isAfter(now)) {
            return book;
          }
          AlertRules.Told told = rules.due(book, now);
          told.messages().stream()
              .flatMap(m -> AlertMessages.of(platform, m, SOURCE, operators, now).stream())
              .forEach(all::add);
          return told.book();
        });
    return all;
  }

  private AlertBook book(String platform) {
    return books.getOrDefault(platform, AlertBook.EMPTY);
  }
}
