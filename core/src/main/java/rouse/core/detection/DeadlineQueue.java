package rouse.core.detection;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All entries with one timeout, in the order in which that timeout began to run. Beats come in the
 * order of the log, so a beat moves its entry to the end, and overdue instances stand in front.
 * Linked row by row: a beat allocates nothing.
 */
public final class DeadlineQueue {
  final int timeoutMs;

  /** The clock that counts; null where silence is not judged. */
  final Route route;

  private final InstanceRows rows;
  private int first = InstanceRows.NONE;
  private int last = InstanceRows.NONE;

  DeadlineQueue(InstanceRows rows, int timeoutMs, Route route) {
    this.rows = rows;
    this.timeoutMs = timeoutMs;
    this.route = route;
  }

  /** The instance in front; null when the queue is empty. */
  WatchedInstance first() {
    return rows.at(first);
  }

  /** Puts an entry to the end, out of whatever queue it stands in. */
  void append(WatchedInstance pulse) {
    int row = pulse.row;
    if (row == last) {
      return;
    }
    // Nearly every beat moves an entry within its queue: that writes as little as can be.
    if (pulse.queue == this) {
      unlink(row);
    } else {
      remove(pulse);
      pulse.queue = this;
    }
    rows.setEarlier(row, last);
    rows.setLater(row, InstanceRows.NONE);
    if (last == InstanceRows.NONE) {
      first = row;
    } else {
      rows.setLater(last, row);
    }
    last = row;
  }

  /**
   * Takes out every instance whose timeout has run out.
   *
   * @param now log time
   * @param freshFrom no timeout began to run before
   */
  void drain(long now, long freshFrom, Consumer<WatchedInstance> to) {
    WatchedInstance head = first();
    while (head != null && now - Math.max(head.countFrom, freshFrom) >= timeoutMs) {
      remove(head);
      to.accept(head);
      head = first();
    }
  }

  /** Takes out those that a condition holds for, wherever they stand. */
  void drainIf(Predicate<WatchedInstance> condition, Consumer<WatchedInstance> to) {
    int row = first;
    while (row != InstanceRows.NONE) {
      WatchedInstance entry = rows.at(row);
      row = rows.later(row);
      if (condition.test(entry)) {
        remove(entry);
        to.accept(entry);
      }
    }
  }

  /** Takes an entry out of the queue it stands in, if any. */
  static void remove(WatchedInstance pulse) {
    if (pulse.queue != null) {
      pulse.queue.unlink(pulse.row);
      pulse.queue = null;
    }
  }

  /** Closes the gap that a row leaves; what it points at itself is not changed. */
  private void unlink(int row) {
    int earlier = rows.earlier(row);
    int later = rows.later(row);
    if (earlier == InstanceRows.NONE) {
      first = later;
    } else {
      rows.setLater(earlier, later);
    }
    if (later == InstanceRows.NONE) {
      last = earlier;
    } else {
      rows.setEarlier(later, earlier);
    }
  }
}
