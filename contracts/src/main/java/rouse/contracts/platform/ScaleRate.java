package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * How fast the number of workers may change in one direction: the behaviour of Kubernetes' HPA v2.
 *
 * @param stabilize up: the lowest, down: the highest recommendation of this time counts
 * @param workers at most so many per period; null: no such bound
 * @param percent at most so many percent of what there was at the period's begin; null: no such
 *     bound
 * @param period what the bounds are counted over
 * @param select which of two bounds holds
 */
public record ScaleRate(
    Duration stabilize,
    @Nullable Integer workers,
    @Nullable Integer percent,
    Duration period,
    Select select) {
  private static final Duration LONGEST_PERIOD = Duration.ofMinutes(30);
  private static final Duration LONGEST_STABILIZE = Duration.ofHours(1);

  /** Up at once, by four workers or by as many as there are, whichever is more. */
  public static final ScaleRate UP = new ScaleRate(Duration.ZERO, 4, 100, null, null);

  /** Down to what the last five minutes needed, with no other bound. */
  public static final ScaleRate DOWN = new ScaleRate(Duration.ofMinutes(5), null, 100, null, null);

  /** Which bound holds when there are two. */
  public enum Select {
    /** the one that allows more */
    MAX,
    /** the one that allows less */
    MIN,
    /** neither: nothing changes in this direction */
    DISABLED
  }

  public ScaleRate {
    stabilize = Objects.requireNonNullElse(stabilize, Duration.ZERO);
    period = Objects.requireNonNullElse(period, Duration.ofSeconds(15));
    select = Objects.requireNonNullElse(select, Select.MAX);
    if (stabilize.isNegative() || stabilize.compareTo(LONGEST_STABILIZE) > 0) {
      throw new IllegalArgumentException("stabilize must be 0s to 1h");
    }
    if (!period.isPositive() || period.compareTo(LONGEST_PERIOD) > 0) {
      throw new IllegalArgumentException("period must be more than 0s and at most 30m");
    }
    if ((workers != null && workers < 1) || (percent != null && percent < 1)) {
      throw new IllegalArgumentException("workers and percent of a rate must be above 0");
    }
  }
}
