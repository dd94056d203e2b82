package rouse.core.detection;

/**
 * Log time, and whether it can be trusted. Ticks of every run of the observer show that the log was
 * written at their time, so all of them close gaps; only a tick of this run, read back, shows that
 * this run has read everything before it.
 */
public final class LogClock {
  /**
   * Neighbouring ticks further apart than this mean that the partition was not watched in between.
   */
  public static final long GAP_MS = 1000;

  /**
   * What everybody has at least, to be heard again, after the log stood still. Then the broker was
   * away, not only the observer, and clients try again with growing pauses: Java's after a second
   * at the most, librdkafka's after ten.
   */
  public static final int RECONNECT_MS = 10_000;

  static final long NEVER = Long.MIN_VALUE;

  /** What a tick says of the time before it. */
  enum Reading {
    /** not ours, and none of ours was read yet: the past is still being read */
    CATCHING_UP,
    STEADY,
    RESTART,
    GAP,
    CLOCK_BACK
  }

  private long last = NEVER;
  private long newest = NEVER;
  private long lastTick = NEVER;
  private long freshFrom = NEVER;
  private long stoodStillUntil = NEVER;
  private boolean observing;

  /** Moves on to the time of a record that is no tick; the newest time that was read. */
  long advance(long at) {
    heed(at);
    newest = Math.max(newest, at);
    return newest;
  }

  /** The last tick before this run, as far as it is remembered. */
  void lastTickWas(long at) {
    lastTick = at;
  }

  /** Reads a tick. */
  Reading tick(boolean ownRun, long at) {
    heed(at);
    Reading reading = judge(ownRun, at);
    observing |= ownRun;
    lastTick = at;
    newest = trusts(reading) ? Math.max(newest, at) : at;
    if (!trusts(reading)) {
      freshFrom = at;
      // Neither a run that has just begun nor one whose clock was set knows how long it stood
      // still.
      stoodStillUntil = reading == Reading.GAP ? stoodStillUntil : at;
    }
    return reading;
  }

  /** Where time went back, nobody knows how long the log stood still. */
  private void heed(long at) {
    if (last != NEVER && (at - last > GAP_MS || at < last)) {
      stoodStillUntil = at;
    }
    last = at;
  }

  private static boolean trusts(Reading reading) {
    return reading == Reading.STEADY || reading == Reading.CATCHING_UP;
  }

  private Reading judge(boolean ownRun, long at) {
    if (!observing) {
      return ownRun ? Reading.RESTART : Reading.CATCHING_UP;
    }
    if (at < newest) {
      return Reading.CLOCK_BACK;
    }
    return at - lastTick > GAP_MS ? Reading.GAP : Reading.STEADY;
  }

  long lastTick() {
    return lastTick;
  }

  /** When the observer last began to see again. */
  long freshFrom() {
    return freshFrom;
  }

  /** No timeout of this length began to run before this time. */
  long freshFrom(int timeoutMs) {
    return Math.max(freshFrom, stoodStillUntil + Math.max(0, RECONNECT_MS - timeoutMs));
  }

  /** Whether a tick of this run was read back. */
  boolean observing() {
    return observing;
  }
}
