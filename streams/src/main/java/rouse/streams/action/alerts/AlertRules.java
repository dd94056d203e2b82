package rouse.streams.action.alerts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When people are told: alerts of a platform are gathered and are one message; what is over before
 * its message says nothing; what lasts is not told again for a while; when all that was told is
 * over, that is one more message.
 *
 * @param gather how long alerts are gathered
 * @param repeat an alert that is raised again is not told again within this time
 */
record AlertRules(Duration gather, Duration repeat) {

  /**
   * What is to be said now.
   *
   * @param resolved all of it is over; else it has just begun
   */
  record Message(List<Alert> alerts, boolean resolved) {}

  /** A book after its time came, and what is to be said. */
  record Told(AlertBook book, Optional<Message> message) {}

  AlertBook raised(AlertBook book, Alert alert, Instant at) {
    Optional<Alert> known = book.find(alert.kind(), alert.subject());
    if (known.isEmpty()) {
      return book.with(alert).dueBy(at.plus(gather));
    }
    Alert before = known.get();
    boolean again = !before.isTold() || !before.toldAt().plus(repeat).isAfter(at);
    AlertBook renewed = book.with(before.renewed(alert, again));
    return again ? renewed.dueBy(at.plus(gather)) : renewed;
  }

  AlertBook resolved(
      AlertBook book, String kind, String subject, String text, String causeId, Instant at) {
    Optional<Alert> known = book.find(kind, subject).filter(Alert::lasts);
    if (known.isEmpty()) {
      return book;
    }
    Alert alert = known.get();
    if (!alert.isTold()) {
      AlertBook less = book.without(alert);
      return less.untold().isEmpty() && !isAllOver(less) ? less.nothingDue() : less;
    }
    AlertBook after = book.with(alert.over(at, text, causeId));
    return isAllOver(after) ? after.dueBy(at.plus(gather)) : after;
  }

  /** The book's time has come. */
  Told due(AlertBook book, Instant at) {
    List<Alert> untold = book.untold();
    if (!untold.isEmpty()) {
      AlertBook told = book.nothingDue();
      for (Alert alert : untold) {
        told = told.with(alert.told(at));
      }
      return new Told(told, Optional.of(new Message(untold, false)));
    }
    if (isAllOver(book)) {
      return new Told(AlertBook.EMPTY, Optional.of(new Message(book.alerts(), true)));
    }
    return new Told(book.nothingDue(), Optional.empty());
  }

  private static boolean isAllOver(AlertBook book) {
    return !book.alerts().isEmpty() && !book.anyLasts();
  }
}
