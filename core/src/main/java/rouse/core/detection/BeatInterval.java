package rouse.core.detection;

/**
 * The beat interval of an adopted (undeclared) instance: the longest of late, so that jitter does
 * not accuse, forgotten by an eighth with every shorter one.
 */
public final class BeatInterval {
  /** Timeout until the interval has shown. */
  static final int UNKNOWN_TIMEOUT_MS = 10_000;

  static final int SHORTEST_TIMEOUT_MS = 3_000;

  /** Three beats show two intervals. */
  private static final int SAMPLES_TO_SHOW = 2;

  /** Beats of a backlog come at once; a burst says nothing about the interval. */
  private static final int BURST_MS = 100;

  /** A longer silence was an outage and no interval. */
  private static final int LONGEST_AFTER_SILENCE_MS = 60_000;

  private static final int LONGEST_MS = 20 * 60_000;

  private BeatInterval() {}

  /** Learns from a beat at log time {@code now}. */
  static void learn(WatchedInstance pulse, long now, boolean afterSilence) {
    if (pulse.sampledAt == WatchedInstance.NEVER) {
      pulse.sampledAt = now;
      return;
    }
    long gap = now - pulse.sampledAt;
    if (gap < BURST_MS) {
      return;
    }
    pulse.sampledAt = now;
    if (afterSilence && gap > LONGEST_AFTER_SILENCE_MS) {
      return;
    }
    int sample = (int) Math.min(gap, LONGEST_MS);
    int known = pulse.intervalMs;
    pulse.intervalMs = sample >= known ? sample : known - (known - sample) / 8;
    if (pulse.samples < SAMPLES_TO_SHOW) {
      pulse.samples++;
    }
  }

  /**
   * Three intervals, rounded to two digits or so: every distinct timeout is a queue that every tick
   * looks at.
   */
  static int timeoutMs(WatchedInstance pulse) {
    if (pulse.samples < SAMPLES_TO_SHOW) {
      return UNKNOWN_TIMEOUT_MS;
    }
    int exact = Math.max(SHORTEST_TIMEOUT_MS, 3 * pulse.intervalMs);
    int step = exact < 10_000 ? 100 : exact < 100_000 ? 1_000 : 10_000;
    return Math.round((float) exact / step) * step;
  }
}
