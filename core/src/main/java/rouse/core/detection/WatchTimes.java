package rouse.core.detection;

import java.time.Duration;

/** Times of a watch as the ledger counts them. */
public final class WatchTimes {
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private WatchTimes() {}

  /**
   * In milliseconds, rounded up; three weeks and more are for ever.
   *
   * @param what it is, for the message
   * @throws IllegalArgumentException when it is not positive
   */
  static int of(String what, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(what + " must be positive");
    }
    return duration.compareTo(LONGEST) >= 0
        ? Integer.MAX_VALUE
        : (int) duration.plusNanos(999_999).toMillis();
  }
}
