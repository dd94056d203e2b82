package rouse.executor.compose.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How Docker finds out whether a container is well.
 *
 * @param test as the engine takes it: {@code NONE}, {@code CMD …} or {@code CMD-SHELL …}; empty:
 *     the image's test with these times
 * @param startInterval between tests while it starts
 */
public record HealthcheckDefinition(
    List<String> test,
    Optional<Duration> interval,
    Optional<Duration> timeout,
    Optional<Duration> startPeriod,
    Optional<Duration> startInterval,
    OptionalInt retries) {
  private static final String NONE = "NONE";

  /** The image's health check is switched off. */
  public static final HealthcheckDefinition DISABLED =
      new HealthcheckDefinition(
          List.of(NONE),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty());

  public HealthcheckDefinition {
    test = List.copyOf(test);
  }

  public boolean disabled() {
    return test.equals(List.of(NONE));
  }
}
