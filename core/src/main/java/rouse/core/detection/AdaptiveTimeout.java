package rouse.core.detection;

/**
 * A timeout that follows the intervals of an instance's beats: the φ accrual failure detector of
 * Hayashibara, Défago, Yared and Katayama (SRDS 2004), for one threshold. Silence is a failure when
 * the probability of so long an interval, by a normal distribution of mean and deviation as they
 * were of late, is below 10⁻⁸ (φ = 8), after two beats that may be lost. Instead of a window of
 * samples, mean and variance are weighted exponentially, which costs a few words for each instance.
 */
final class AdaptiveTimeout {
  /** P(X > mean + so many deviations) = 10⁻⁸. */
  private static final double DEVIATIONS = 5.61;

  private static final int LOST = 2;

  /** A sender that was never late is not taken for one that cannot be. */
  private static final double LEAST_DEVIATION_MS = 100;

  /** Until so many intervals were seen, the timeout is the longest. */
  private static final int SAMPLES_TO_SHOW = 8;

  private static final double LEAST_WEIGHT = 1.0 / 64;

  /** Beats of a backlog come at once, which says nothing of their interval. */
  private static final int BURST_MS = 20;

  final int leastMs;
  final int mostMs;
  private long sampledAt = WatchedInstance.NEVER;
  private int samples;
  private float meanMs;
  private float variance;

  AdaptiveTimeout(int leastMs, int mostMs) {
    this.leastMs = leastMs;
    this.mostMs = mostMs;
  }

  /** Learns from a beat. */
  void learn(long now) {
    long gap = now - sampledAt;
    if (sampledAt == WatchedInstance.NEVER || gap < 0) {
      sampledAt = now;
      return;
    }
    if (gap < BURST_MS) {
      return;
    }
    sampledAt = now;
    samples = Math.min(samples + 1, 1 << 20);
    double weight = Math.max(1.0 / samples, LEAST_WEIGHT);
    double sample = Math.min(gap, mostMs);
    double difference = sample - meanMs;
    meanMs += (float) (weight * difference);
    variance = (float) ((1 - weight) * (variance + weight * difference * difference));
  }

  /** Another container beats: the time between the last beat of one and the first of the other. */
  void skip() {
    sampledAt = WatchedInstance.NEVER;
  }

  /** Rounded up: every distinct timeout is a queue that every tick looks at. */
  int timeoutMs() {
    if (samples < SAMPLES_TO_SHOW) {
      return mostMs;
    }
    double deviation = Math.max(LEAST_DEVIATION_MS, Math.sqrt(variance));
    double exact = (1 + LOST) * (double) meanMs + DEVIATIONS * deviation;
    int step = exact < 10_000 ? 100 : 1_000;
    long rounded = (long) Math.ceil(exact / step) * step;
    return (int) Math.max(leastMs, Math.min(rounded, mostMs));
  }
}
