package rouse.executor.docker;

import java.util.Optional;
import rouse.contracts.event.Fact;

/**
 * The container that fills a slot now.
 *
 * @param health empty when it has no health check
 */
public record Running(ManagedContainer container, Optional<Fact.Health> health) {

  /** Whether Docker's state and health check say that it is well. */
  public boolean well() {
    return container.phase() == Phase.RUNNING
        && health.map(h -> h == Fact.Health.HEALTHY).orElse(true);
  }
}
