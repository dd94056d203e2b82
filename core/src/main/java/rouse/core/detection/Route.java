package rouse.core.detection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/**
 * A way on which beats come into the partition. Most come directly, from their senders; for those
 * the partition's own ticks are the clock. Others are relayed: the bridge from the original topics,
 * an HTTP door, the observer of the partition where a beat strayed to. Such a carrier may be away,
 * or have much to bring, while the partition's observer is not; so its route has a clock of its
 * own. A mark says up to which time all has come through, and silence counts as far as that.
 *
 * <p>Here are those whose silence is waited for, one queue per distinct timeout, so that finding
 * who is overdue looks at the head of each.
 */
public final class Route {
  /** A clock that moves on by more than this stood still: its carrier did not carry in between. */
  static final long GAP_MS = Mark.INTERVAL.multipliedBy(3).toMillis();

  /** A relay that was silent for so long is gone for good. */
  static final long GONE_MS = 10 * 60_000;

  /** An HTTP API that was started again has another address, and its old route stays silent. */
  static final long MISSING_MS = 30_000;

  /** In UTF-8; null for the direct one. */
  final byte[] name;

  private final Map<Integer, DeadlineQueue> byTimeout = new HashMap<>();
  private final List<DeadlineQueue> all = new ArrayList<>();
  private long upTo = LogClock.NEVER;
  private long toldUpTo = LogClock.NEVER;
  private long toldFreshFrom = LogClock.NEVER;
  private long freshFrom = LogClock.NEVER;
  private long missedFrom = LogClock.NEVER;

  Route(byte[] name) {
    this.name = name;
  }

  boolean isDirect() {
    return name == null;
  }

  /** Log time up to which all has come through; NEVER before the first mark. */
  long upTo() {
    return upTo;
  }

  /** No timeout on this route began to run before; it may be a little ahead of the clock. */
  long freshFrom() {
    return freshFrom;
  }

  /** As far as silence is judged at a tick. */
  long judgedUpTo(long now) {
    return isDirect() ? now : Math.min(now, upTo);
  }

  /** The carrier brought something, or may have. */
  void shows(long now) {
    missedFrom = now;
  }

  /**
   * The carrier says how far it came.
   *
   * @param now log time; what a mark says of a later one is of before the clock was set back
   * @return whether every instance on the route has a fresh timeout
   */
  boolean marked(Mark mark, long now) {
    shows(now);
    long before = upTo;
    upTo = Math.max(upTo, saidUpTo(mark, now));
    return mark.freshFrom() == null
        ? begins(before == LogClock.NEVER || upTo - before > GAP_MS, upTo)
        : begins(isNews(mark.freshFrom(), now), mark.freshFrom());
  }

  /** A carrier with much to bring says the same again, also after the clock was set back. */
  private long saidUpTo(Mark mark, long now) {
    if (mark.upTo() == null) {
      return now;
    }
    boolean news = mark.upTo() != toldUpTo;
    toldUpTo = mark.upTo();
    return news ? Math.min(toldUpTo, now) : upTo;
  }

  /** What is further ahead than a carrier ever says was said before the clock was set back. */
  private boolean isNews(long from, long now) {
    boolean news = from != toldFreshFrom && from <= now + LogClock.RECONNECT_MS;
    toldFreshFrom = news ? from : toldFreshFrom;
    return news;
  }

  private boolean begins(boolean anew, long from) {
    freshFrom = anew ? from : freshFrom;
    return anew;
  }

  /** Whether nothing came for so long that nothing will; asked at every tick. */
  boolean isGone(long now) {
    if (missedFrom == LogClock.NEVER) {
      missedFrom = now;
    }
    return now - missedFrom >= GONE_MS;
  }

  /**
   * Whether nothing came for so long that an instance that beats on another route as well is judged
   * without this one. A relay that another app takes over is back sooner.
   */
  boolean isMissing(long now) {
    return upTo == LogClock.NEVER
        || (missedFrom != LogClock.NEVER && now - missedFrom >= MISSING_MS);
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
    upTo = Math.min(upTo, now);
    freshFrom = Math.min(freshFrom, now);
    missedFrom = Math.min(missedFrom, now);
  }

  DeadlineQueue queueOf(InstanceRows rows, int timeoutMs) {
    DeadlineQueue queue = byTimeout.get(timeoutMs);
    if (queue == null) {
      queue = new DeadlineQueue(rows, timeoutMs, this);
      byTimeout.put(timeoutMs, queue);
      all.add(queue);
    }
    return queue;
  }

  /**
   * Takes out every instance whose timeout has run out.
   *
   * @param now log time of the tick
   * @param clock of the partition
   */
  void drainOverdue(long now, LogClock clock, Consumer<WatchedInstance> overdue) {
    if (!isDirect() && upTo == LogClock.NEVER) {
      return;
    }
    long until = judgedUpTo(now);
    for (int i = 0; i < all.size(); i++) {
      DeadlineQueue queue = all.get(i);
      queue.drain(until, freshFrom(clock, queue.timeoutMs), overdue);
    }
  }
}
