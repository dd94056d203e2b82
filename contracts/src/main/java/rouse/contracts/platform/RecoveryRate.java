package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * How fast a host is sent recoveries: a token bucket. What fails at once does not come back at
 * once, which would take the host down with it.
 *
 * @param burst so many at once
 * @param every then one in this time
 */
public record RecoveryRate(int burst, Duration every) {
  public static final RecoveryRate DEFAULT = new RecoveryRate(5, Duration.ofSeconds(1));

  public RecoveryRate {
    burst = burst == 0 ? 5 : burst;
    every = Objects.requireNonNullElse(every, Duration.ofSeconds(1));
    if (burst < 0 || every.isNegative()) {
      throw new IllegalArgumentException("burst and every must not be negative");
    }
  }
}
