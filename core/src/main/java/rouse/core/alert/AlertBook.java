package rouse.core.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Nullable;

/**
 * The alerts of one platform that are not over, or whose end nobody has been told.
 *
 * @param due when the next message is due; null: nothing is to be said
 */
public record AlertBook(List<Alert> alerts, @Nullable Instant due) {
  public static final AlertBook EMPTY = new AlertBook(List.of(), null);

  public AlertBook {
    alerts = List.copyOf(alerts);
  }

  Optional<Alert> find(String kind, String subject) {
    return alerts.stream().filter(a -> a.is(kind, subject)).findFirst();
  }

  /** The book with an alert in the place of the one of its kind and subject, or at the end. */
  AlertBook with(Alert alert) {
    List<Alert> all = new ArrayList<>(alerts);
    int at = find(alert.kind(), alert.subject()).map(alerts::indexOf).orElse(-1);
    if (at < 0) {
      all.add(alert);
    } else {
      all.set(at, alert);
    }
    return new AlertBook(all, due);
  }

  AlertBook without(Alert alert) {
    return new AlertBook(alerts.stream().filter(a -> !a.equals(alert)).toList(), due);
  }

  /** The book with a message due by then at the latest. */
  AlertBook dueBy(Instant at) {
    return new AlertBook(alerts, due == null || at.isBefore(due) ? at : due);
  }

  AlertBook nothingDue() {
    return new AlertBook(alerts, null);
  }

  /** Lasting, nobody was told, and nothing that is told of comes first. */
  List<Alert> untold() {
    return alerts.stream().filter(a -> a.lasts() && !a.isTold() && !isInhibited(a)).toList();
  }

  /** Over before anybody was told. */
  List<Alert> brief() {
    return alerts.stream().filter(a -> !a.lasts() && !a.isTold()).toList();
  }

  /** What was told in one message and is all over, by that message. */
  Map<String, List<Alert>> ended() {
    Map<String, List<Alert>> told = new LinkedHashMap<>();
    alerts.stream()
        .filter(Alert::isTold)
        .forEach(a -> told.computeIfAbsent(a.toldIn(), group -> new ArrayList<>()).add(a));
    told.values().removeIf(all -> all.stream().anyMatch(Alert::lasts));
    return told;
  }

  /** Whether something is to be said. */
  boolean speaks() {
    return !untold().isEmpty() || !brief().isEmpty() || !ended().isEmpty();
  }

  /** Whether what comes first is down too; when that is over, this one is told of if it lasts. */
  boolean isInhibited(Alert alert) {
    return alert.inhibitedBy() != null
        && alerts.stream().anyMatch(a -> a.lasts() && a.subject().equals(alert.inhibitedBy()));
  }
}
