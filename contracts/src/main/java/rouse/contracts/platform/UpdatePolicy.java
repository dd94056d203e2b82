package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * How the instances of a module are replaced when its definition changed.
 *
 * @param order whether the old instance stops before the new one starts
 * @param parallel how many instances are replaced at once; 0: all
 * @param monitor a new instance must prove within this time of its start that it lives
 * @param delay between two instances
 * @param onFailure what happens when a new instance does not prove that it lives
 * @param rollbackParallel how many instances that serve are taken back at once; 0: all
 */
public record UpdatePolicy(
    Order order,
    int parallel,
    Duration monitor,
    Duration delay,
    OnFailure onFailure,
    int rollbackParallel) {

  /** Which comes first. */
  public enum Order {
    STOP_FIRST,
    /** A new instance in a slot of its own becomes ready before an old one is retired. */
    START_FIRST
  }

  /** What follows a failed update. */
  public enum OnFailure {
    /** the earlier definition comes back */
    ROLLBACK,
    /** nothing more is replaced, until an operator says so */
    PAUSE
  }

  public UpdatePolicy {
    order = Objects.requireNonNullElse(order, Order.STOP_FIRST);
    monitor = Objects.requireNonNullElse(monitor, HeartbeatPolicy.DEFAULT.startup());
    delay = Objects.requireNonNullElse(delay, Duration.ZERO);
    onFailure = Objects.requireNonNullElse(onFailure, OnFailure.ROLLBACK);
    if (parallel < 0 || rollbackParallel < 0 || !monitor.isPositive() || delay.isNegative()) {
      throw new IllegalArgumentException(
          "an update wants a positive monitor, and neither parallel nor delay below 0");
    }
  }

  /** One instance after the other, each stopped before the new one starts. */
  public static UpdatePolicy inTurn(Duration monitor) {
    return new UpdatePolicy(Order.STOP_FIRST, 1, monitor, Duration.ZERO, OnFailure.ROLLBACK, 1);
  }

  /** How many instances may be replaced at once. */
  public int most() {
    return parallel == 0 ? Integer.MAX_VALUE : parallel;
  }

  /** How many instances that serve may be taken back at once. */
  public int mostBack() {
    return rollbackParallel == 0 ? Integer.MAX_VALUE : rollbackParallel;
  }
}
