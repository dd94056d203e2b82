package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * When silence of many instances is taken for a fault on the way of their beats.
 *
 * @param off silence is always taken for a failure of the instance
 * @param share percent of the instances that beat themselves
 * @param least fewer silent instances than this are none too many
 * @param within they fall silent within this time
 * @param probe one instance is replaced after this time of brake, to see whether it is heard
 */
public record BrakePolicy(boolean off, int share, int least, Duration within, Duration probe) {
  public static final BrakePolicy DEFAULT =
      new BrakePolicy(false, 50, 3, Duration.ofSeconds(10), Duration.ofSeconds(60));

  public BrakePolicy {
    share = share == 0 ? 50 : share;
    least = least == 0 ? 3 : least;
    within = Objects.requireNonNullElse(within, Duration.ofSeconds(10));
    probe = Objects.requireNonNullElse(probe, Duration.ofSeconds(60));
    if (share < 1 || share > 100 || least < 2 || !within.isPositive() || !probe.isPositive()) {
      throw new IllegalArgumentException(
          "share must be 1 to 100, least 2 or more, within and probe positive");
    }
  }

  /** Whether so many of so many instances that beat themselves are too many at once. */
  public boolean isExceededBy(int silent, int beating) {
    return !off && silent >= least && silent * 100L >= (long) share * beating;
  }
}
