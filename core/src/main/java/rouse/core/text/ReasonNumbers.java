package rouse.core.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import rouse.contracts.event.Decision.LoadNumbers;
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

  /** {@code cpu is 0.91 on average of 3 of 4 ready workers, target 0.7; none from 2}. */
  public static String load(LoadNumbers load) {
    String missing =
        load.missing().isEmpty()
            ? ""
            : "; nothing from "
                + load.missing().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + (load.ready() - load.reporting() > load.missing().size() ? " …" : "");
    return load.value() == null
        ? "%s of none of %d ready workers is known, target %s"
            .formatted(load.metric().word(), load.ready(), number(load.target()))
        : "%s is %s on average of %d of %d ready workers, target %s%s"
            .formatted(
                load.metric().word(),
                number(load.value()),
                load.reporting(),
                load.ready(),
                number(load.target()),
                missing);
  }
}
