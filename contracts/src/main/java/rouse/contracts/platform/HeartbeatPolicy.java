package rouse.contracts.platform;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * How an instance is known to be alive.
 *
 * @param source who beats
 * @param timeout silence of this length is a failure; when it adapts, of no shorter one
 * @param startup what a new container has until its first beat
 * @param most the timeout adapts to the intervals of its beats, and is never longer than this;
 *     null: it does not adapt
 */
public record HeartbeatPolicy(
    Source source, Duration timeout, Duration startup, @Nullable Duration most) {
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(3);
  public static final Duration DEFAULT_STARTUP = Duration.ofSeconds(60);

  /** What an adapting timeout is at the least and at the most, when nobody says. */
  public static final Duration DEFAULT_LEAST = Duration.ofSeconds(1);

  public static final Duration DEFAULT_MOST = Duration.ofSeconds(30);

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
    most = most != null && most.compareTo(timeout) < 0 ? timeout : most;
  }

  public HeartbeatPolicy(Source source, Duration timeout, Duration startup) {
    this(source, timeout, startup, null);
  }

  /** Silence that is longer is a failure in any case. */
  @JsonIgnore
  public Duration longestTimeout() {
    return most == null ? timeout : most;
  }
}
