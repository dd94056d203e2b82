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

  /** Docker's interval and timeout where nobody gives one; it tries three times. */
  private static final Duration DOCKERS_TIME = Duration.ofSeconds(30);

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

  /**
   * How long Docker takes, at the latest, to say whether a new container is well; empty when the
   * platform file grants it no time to start.
   */
  public Optional<Duration> verdict() {
    Duration test = interval.orElse(DOCKERS_TIME).plus(timeout.orElse(DOCKERS_TIME));
    return startPeriod.map(start -> start.plus(test.multipliedBy(retries.orElse(3) + 1L)));
  }
}
