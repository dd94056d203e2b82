package rouse.streams.liveness.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One queue per distinct timeout, so that finding who is overdue looks at the head of each; and one
 * for entries that nobody expects any more, which are forgotten in the end.
 */
final class PulseQueues {
  /** How long an entry that nobody expects, or an adopted one that fell silent, is kept. */
  static final int FORGET_MS = 60 * 60_000;

  private final Map<Integer, PulseQueue> byTimeout = new HashMap<>();
  private final List<PulseQueue> all = new ArrayList<>();
  private final PulseRows rows;
  private final PulseQueue forgetting;

  PulseQueues(PulseRows rows) {
    this.rows = rows;
    this.forgetting = new PulseQueue(rows, FORGET_MS);
  }

  /** Lets the timeout that an entry's state gives it begin to run. */
  void await(Pulse pulse, long from) {
    pulse.countFrom = from;
    int timeoutMs = pulse.patienceMs();
    PulseQueue queue = pulse.queue;
    if (queue == null || queue == forgetting || queue.timeoutMs != timeoutMs) {
      queue = queueOf(timeoutMs);
    }
    queue.append(pulse);
  }

  /** Lets an entry be forgotten after a while. */
  void letGo(Pulse pulse, long from) {
    pulse.countFrom = from;
    forgetting.append(pulse);
  }

  /**
   * Takes out everybody whose timeout has run out.
   *
   * @param now log time
   * @param freshFrom no timeout began to run before
   */
  void drainOverdue(long now, long freshFrom, Consumer<Pulse> overdue) {
    for (int i = 0; i < all.size(); i++) {
      drain(all.get(i), now, freshFrom, overdue);
    }
  }

  /** Takes out everybody who was let go long enough ago. */
  void drainForgotten(long now, long freshFrom, Consumer<Pulse> forgotten) {
    drain(forgetting, now, freshFrom, forgotten);
  }

  private PulseQueue queueOf(int timeoutMs) {
    PulseQueue queue = byTimeout.get(timeoutMs);
    if (queue == null) {
      queue = new PulseQueue(rows, timeoutMs);
      byTimeout.put(timeoutMs, queue);
      all.add(queue);
    }
    return queue;
  }

  private static void drain(PulseQueue queue, long now, long freshFrom, Consumer<Pulse> to) {
    Pulse head = queue.first();
    while (head != null && now - Math.max(head.countFrom, freshFrom) >= queue.timeoutMs) {
      PulseQueue.remove(head);
      to.accept(head);
      head = queue.first();
    }
  }
}
