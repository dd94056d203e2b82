package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * How an instance is known to be alive.
 *
 * @param source who beats
 * @param timeout silence of this length is a failure
 * @param startup what a new container has until its first beat
 */
public record HeartbeatPolicy(Source source, Duration timeout, Duration startup) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
  public static final Duration DEFAULT_STARTUP = Duration.ofSeconds(60);
  public static final HeartbeatPolicy DEFAULT =
      new HeartbeatPolicy(Source.DOCKER, DEFAULT_TIMEOUT, DEFAULT_STARTUP);

  /** Who beats for an instance. */
  public enum Source {
    /** the module itself, over Kafka or HTTP */
    SELF,
    /** the executor, from Docker's state and health check */
    DOCKER
  }

  public HeartbeatPolicy {
    source = Objects.requireNonNullElse(source, Source.DOCKER);
    timeout = Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT);
    startup = Objects.requireNonNullElse(startup, DEFAULT_STARTUP);
    if (timeout.isNegative() || timeout.isZero() || startup.isNegative()) {
      throw new IllegalArgumentException("timeout and startup must be positive");
    }
  }
}
