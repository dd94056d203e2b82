package rouse.executor.docker.watch;

import java.util.Optional;
import rouse.contracts.event.Fact;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;

/**
 * The container that fills a slot now.
 *
 * @param health empty when it has no health check
 */
public record RunningContainer(ManagedContainer container, Optional<Fact.Health> health) {

  /** Whether Docker's state and health check say that it is well. */
  public boolean well() {
    return container.phase() == ContainerPhase.RUNNING
        && health.map(h -> h == Fact.Health.HEALTHY).orElse(true);
  }
}
