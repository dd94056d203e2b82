package rouse.core.text;

import java.time.Duration;
import rouse.contracts.settings.Durations;

/** How numbers are written in reasons. */
public final class ReasonNumbers {
  private ReasonNumbers() {}

  /** To the millisecond: {@code 1.042s} is {@code 1s42ms}. */
  public static String duration(Duration duration) {
    return Durations.format(Duration.ofMillis(Math.max(0, duration.toMillis())));
  }
}
