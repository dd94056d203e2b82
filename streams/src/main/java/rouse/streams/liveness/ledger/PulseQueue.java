package rouse.streams.liveness.ledger;

/**
 * All entries with one timeout, in the order in which that timeout began to run. Beats come in the
 * order of the log, so a beat moves its entry to the end, and whoever is overdue stands in front.
 * Intrusively linked: a beat allocates nothing.
 */
final class PulseQueue {
  final int timeoutMs;
  private Pulse first;
  private Pulse last;

  PulseQueue(int timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  Pulse first() {
    return first;
  }

  /** Puts an entry to the end, out of whatever queue it stands in. */
  void append(Pulse pulse) {
    remove(pulse);
    pulse.queue = this;
    pulse.earlier = last;
    if (last == null) {
      first = pulse;
    } else {
      last.later = pulse;
    }
    last = pulse;
  }

  /** Takes an entry out of the queue it stands in, if any. */
  static void remove(Pulse pulse) {
    PulseQueue queue = pulse.queue;
    if (queue == null) {
      return;
    }
    if (pulse.earlier == null) {
      queue.first = pulse.later;
    } else {
      pulse.earlier.later = pulse.later;
    }
    if (pulse.later == null) {
      queue.last = pulse.earlier;
    } else {
      pulse.later.earlier = pulse.earlier;
    }
    pulse.queue = null;
    pulse.earlier = null;
    pulse.later = null;
  }
}
