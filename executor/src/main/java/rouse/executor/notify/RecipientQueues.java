package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Who is served next. Each recipient has a lane, which keeps their order; a lane that waits for its
 * next attempt holds up nobody. Lanes whose gateway hung are served by workers of their own until
 * the gateway has answered.
 */
final class RecipientQueues {
  /** Messages to one recipient, and when the first of them is due. */
  static final class Lane {
    private final String name;
    private final String gateway;
    private final Deque<PendingMessage> jobs = new ArrayDeque<>();
    private long due;

    Lane(String name, String gateway) {
      this.name = name;
      this.gateway = gateway;
    }

    PendingMessage first() {
      return jobs.getFirst();
    }
  }

  private static final Comparator<Lane> BY_DUE = (a, b) -> Long.signum(a.due - b.due);
  private final Map<String, Lane> lanes = new HashMap<>();
  private final PriorityQueue<Lane> waiting = new PriorityQueue<>(BY_DUE);
  private final PriorityQueue<Lane> waitingForHung = new PriorityQueue<>(BY_DUE);
  private final Set<String> hung = new HashSet<>();
  private boolean closed;

  synchronized void add(PendingMessage job, String gateway) {
    Lane lane = lanes.get(job.lane());
    if (lane == null) {
      lane = new Lane(job.lane(), gateway);
      lane.due = System.nanoTime();
      lanes.put(lane.name, lane);
      lane.jobs.add(job);
      enqueue(lane);
    } else {
      lane.jobs.add(job);
    }
  }

  /**
   * The next lane that is due, out of the queue until {@link #next} or {@link #again}.
   *
   * @param ofHung take lanes of gateways that hung, and no others
   * @param idle how long to wait when there is nothing at all
   * @return null when closed, or when there was nothing for that long
   */
  synchronized Lane take(boolean ofHung, Duration idle) throws InterruptedException {
    long until = System.nanoTime() + idle.toNanos();
    while (!closed) {
      sort(ofHung);
      PriorityQueue<Lane> queue = queueOf(ofHung);
      long now = System.nanoTime();
      Lane first = queue.peek();
      if (first != null && first.due - now <= 0) {
        return queue.poll();
      }
      long wait = (first == null ? until : first.due) - now;
      if (first == null && wait <= 0) {
        return null;
      }
      wait(wait / 1_000_000, (int) (wait % 1_000_000));
    }
    return null;
  }

  /** The first message of a lane is done; the gateway answered. */
  synchronized void next(Lane lane) {
    hung.remove(lane.gateway);
    lane.jobs.removeFirst();
    if (lane.jobs.isEmpty()) {
      lanes.remove(lane.name);
    } else {
      lane.due = System.nanoTime();
      enqueue(lane);
    }
    notifyAll();
  }

  /** The first message of a lane is tried again later. */
  synchronized void again(Lane lane, Duration after, boolean itHung, Instant now) {
    lane.jobs.forEach(job -> job.waitFrom(now));
    if (itHung) {
      hung.add(lane.gateway);
    } else {
      hung.remove(lane.gateway);
    }
    lane.due = System.nanoTime() + after.toNanos();
    enqueue(lane);
  }

  synchronized boolean areWaiting(boolean ofHung) {
    return !queueOf(ofHung).isEmpty();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void enqueue(Lane lane) {
    queueOf(hung.contains(lane.gateway)).add(lane);
    notifyAll();
  }

  /** A gateway may have hung, or have answered, since its lanes were queued. */
  private void sort(boolean ofHung) {
    PriorityQueue<Lane> queue = queueOf(ofHung);
    while (!queue.isEmpty() && hung.contains(queue.peek().gateway) != ofHung) {
      queueOf(!ofHung).add(queue.poll());
      notifyAll();
    }
  }

  private PriorityQueue<Lane> queueOf(boolean ofHung) {
    return ofHung ? waitingForHung : waiting;
  }
}
