package rouse.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/**
 * A way on which beats come into the partition. Most come directly, from their senders; for those
 * the partition's own ticks are the clock. Others are brought by somebody: the bridge from the
 * original topics, an HTTP door, the observer of the partition where a beat strayed to. Such a
 * carrier may be away while the partition's observer is not, so its route has a clock of its own:
 * whatever it brings, a mark at least, shows that it carries. Silence counts as far as that clock
 * goes, and where it stood still everybody on the route has a fresh timeout.
 *
 * <p>Here are those whose silence is waited for, one queue per distinct timeout, so that finding
 * who is overdue looks at the head of each.
 */
public final class Route {
  /** Signs of a carrier that are further apart mean that it did not carry in between. */
  static final long GAP_MS = Mark.INTERVAL.multipliedBy(3).toMillis();

  /** A carrier of which nothing came for so long is gone for good. */
  static final long GONE_MS = 10 * 60_000;

  /** In UTF-8; null for the direct one. */
  final byte[] name;

  private final Map<Integer, PulseQueue> byTimeout = new HashMap<>();
  private final List<PulseQueue> all = new ArrayList<>();
  private long lastSign = LogClock.NEVER;
  private long freshFrom = LogClock.NEVER;
  private long missedFrom = LogClock.NEVER;

  Route(byte[] name) {
    this.name = name;
  }

  boolean isDirect() {
    return name == null;
  }

  /** Log time of the last sign of the carrier; NEVER before the first. */
  long lastSign() {
    return lastSign;
  }

  /**
   * The carrier brought something.
   *
   * @return whether it had not carried for a while
   */
  boolean carried(long now) {
    boolean after = lastSign == LogClock.NEVER || now - lastSign > GAP_MS;
    if (after) {
      freshFrom = now;
    }
    lastSign = now;
    missedFrom = now;
    return after;
  }

  /** Whether nothing came for so long that nothing will; asked at every tick. */
  boolean isGone(long now) {
    if (missedFrom == LogClock.NEVER) {
      missedFrom = now;
    }
    return now - missedFrom >= GONE_MS;
  }

  /**
   * No timeout of this length began to run before on this route.
   *
   * @param clock of the partition
   */
  long freshFrom(LogClock clock, int timeoutMs) {
    return Math.max(freshFrom, clock.freshFrom(timeoutMs));
  }

  /** Log time went back: nothing was later than now. */
  void comeBackTo(long now) {
    lastSign = Math.min(lastSign, now);
    freshFrom = Math.min(freshFrom, now);
    missedFrom = Math.min(missedFrom, now);
  }

  PulseQueue queueOf(PulseRows rows, int timeoutMs) {
    PulseQueue queue = byTimeout.get(timeoutMs);
    if (queue == null) {
      queue = new PulseQueue(rows, timeoutMs, this);
      byTimeout.put(timeoutMs, queue);
      all.add(queue);
    }
    return queue;
  }

  /**
   * Takes out everybody whose timeout has run out.
   *
   * @param now log time of the tick
   * @param clock of the partition
   */
  void drainOverdue(long now, LogClock clock, Consumer<Pulse> overdue) {
    if (!isDirect() && lastSign == LogClock.NEVER) {
      return;
    }
    long until = isDirect() ? now : Math.min(now, lastSign);
    for (int i = 0; i < all.size(); i++) {
      PulseQueue queue = all.get(i);
      queue.drain(until, freshFrom(clock, queue.timeoutMs), overdue);
    }
  }
}
