package rouse.core.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.core.step.Alerts;

/**
 * When people are told. Alerts of a platform are gathered and are one message; what was told in one
 * message is one more message when all of it is over. What lasts is not told again for a while.
 *
 * @param gather how long alerts are gathered
 * @param repeat an alert that is raised again is not told again within this time
 * @param brief whether one message tells of incidents that were over before their message; else
 *     nothing does
 */
public record AlertRules(Duration gather, Duration repeat, boolean brief) {

  /**
   * What is to be said now.
   *
   * @param group the same for what was raised and for its end
   * @param resolved all of it is over; else it has just begun
   */
  public record Message(String group, List<Alert> alerts, boolean resolved) {}

  /** A book after its time came, and what is to be said. */
  public record Told(AlertBook book, List<Message> messages) {}

  /** An alert was raised, or raised again. */
  public AlertBook raised(AlertBook book, Alert alert, Instant at) {
    Optional<Alert> known = book.find(alert.kind(), alert.subject());
    if (known.isEmpty()) {
      return speaking(book.with(alert), at);
    }
    Alert before = known.get();
    boolean again = !before.isTold() || !before.toldAt().plus(repeat).isAfter(at);
    return speaking(book.with(before.renewed(alert, again)), at);
  }

  /** The last lines of a container came, after its alert. */
  public AlertBook explained(AlertBook book, String kind, String subject, String log) {
    return book.find(kind, subject).map(alert -> book.with(alert.explained(log))).orElse(book);
  }

  /** An alert is over. */
  public AlertBook resolved(
      AlertBook book, String kind, String subject, String text, String causeId, Instant at) {
    Optional<Alert> known = book.find(kind, subject).filter(Alert::lasts);
    if (known.isEmpty()) {
      return book;
    }
    Alert alert = known.get();
    AlertBook after =
        alert.isTold() || isToldOfWhenBrief(book, alert)
            ? book.with(alert.over(at, text, causeId))
            : book.without(alert);
    return speaking(after, at);
  }

  private boolean isToldOfWhenBrief(AlertBook book, Alert alert) {
    return brief && alert.kind().equals(Alerts.DOWN) && !book.isInhibited(alert);
  }

  private AlertBook speaking(AlertBook book, Instant at) {
    return book.speaks() ? book.dueBy(at.plus(gather)) : book.nothingDue();
  }

  /** The book's time has come. */
  public Told due(AlertBook book, Instant at) {
    List<Message> messages = new ArrayList<>();
    AlertBook after = book.nothingDue();
    for (Map.Entry<String, List<Alert>> group : byMessage(book, book.untold()).entrySet()) {
      messages.add(new Message(group.getKey(), group.getValue(), false));
      for (Alert alert : group.getValue()) {
        after = after.with(alert.told(at, group.getKey()));
      }
    }
    for (Map.Entry<String, List<Alert>> group : byMessage(after, book.brief()).entrySet()) {
      boolean joins = after.alerts().stream().anyMatch(a -> isOf(a, group.getKey()));
      if (!joins) {
        messages.add(new Message(group.getKey(), group.getValue(), true));
      }
      for (Alert alert : group.getValue()) {
        after = joins ? after.with(alert.joining(at, group.getKey())) : after.without(alert);
      }
    }
    for (Map.Entry<String, List<Alert>> group : after.ended().entrySet()) {
      messages.add(new Message(group.getKey(), group.getValue(), true));
      for (Alert alert : group.getValue()) {
        after = after.without(alert);
      }
    }
    return new Told(after, messages);
  }

  private static boolean isOf(Alert alert, String group) {
    return alert.isTold() && alert.toldIn().equals(group);
  }

  /** What belongs to a message that went out already goes with it; all else is one message. */
  private static Map<String, List<Alert>> byMessage(AlertBook book, List<Alert> alerts) {
    Map<String, List<Alert>> messages = new LinkedHashMap<>();
    String fresh = null;
    for (Alert alert : alerts) {
      Optional<String> earlier = earlier(book, alert);
      if (earlier.isEmpty() && fresh == null) {
        fresh = alert.ownGroup();
      }
      messages.computeIfAbsent(earlier.orElse(fresh), group -> new ArrayList<>()).add(alert);
    }
    return messages;
  }

  private static Optional<String> earlier(AlertBook book, Alert alert) {
    if (alert.group() != null) {
      return Optional.of(alert.group());
    }
    return book.alerts().stream()
        .filter(Alert::isTold)
        .filter(a -> a.ownGroup().equals(alert.ownGroup()))
        .map(Alert::toldIn)
        .findFirst();
  }
}
