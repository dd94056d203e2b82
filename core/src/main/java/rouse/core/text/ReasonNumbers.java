package rouse.core.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import rouse.contracts.event.Fact.LoadObserved.MetricLoad;
import rouse.contracts.settings.Durations;

/** How numbers are written in reasons. */
public final class ReasonNumbers {
  private ReasonNumbers() {}

  /** To the millisecond: {@code 1.042s} is {@code 1s42ms}. */
  public static String duration(Duration duration) {
    return Durations.format(Duration.ofMillis(Math.max(0, duration.toMillis())));
  }

  /** At most three decimals, and none that say nothing: {@code 0.7}, {@code 12}, {@code 1.042}. */
  public static String number(double value) {
    return new BigDecimal(value)
        .setScale(3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** {@code cpu 0.71 on average of 3 workers, 0.9 at most}. */
  static String loads(List<MetricLoad> metrics) {
    return metrics.isEmpty()
        ? "nobody reported"
        : metrics.stream()
            .map(
                m ->
                    "%s %s on average of %d workers, %s at most"
                        .formatted(
                            m.metric().word(), number(m.mean()), m.reporting(), number(m.max())))
            .collect(Collectors.joining("; "));
  }
}
