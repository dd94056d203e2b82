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
    if (pulse == last) {
      return;
    }
    // Nearly every beat moves an entry within its queue: that writes as little as can be.
    if (pulse.queue == this) {
      unlink(pulse);
    } else {
      remove(pulse);
      pulse.queue = this;
    }
    pulse.earlier = last;
    pulse.later = null;
    if (last == null) {
      first = pulse;
    } else {
      last.later = pulse;
    }
    last = pulse;
  }

  /** Takes an entry out of the queue it stands in, if any. */
  static void remove(Pulse pulse) {
    if (pulse.queue != null) {
      pulse.queue.unlink(pulse);
      pulse.queue = null;
      pulse.earlier = null;
      pulse.later = null;
    }
  }

  /** Closes the gap that an entry leaves; what it points at itself is not changed. */
  private void unlink(Pulse pulse) {
    if (pulse.earlier == null) {
      first = pulse.later;
    } else {
      pulse.earlier.later = pulse.later;
    }
    if (pulse.later == null) {
      last = pulse.earlier;
    } else {
      pulse.later.earlier = pulse.earlier;
    }
  }
}
