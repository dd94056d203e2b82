package rouse.executor.docker;

import java.time.Instant;
import java.util.Optional;
import rouse.contracts.event.Fact;
import rouse.executor.docker.watch.ContainerFacts;

/**
 * What only inspecting tells.
 *
 * @param startedAt of its latest start; empty when it never started
 * @param finishedAt of its latest end; empty when it never ended
 * @param health empty when it has no health check
 * @param healthAt end of the latest probe
 * @param healthOutput what the latest probe printed; empty when there was none
 * @param stopSignal number of the signal that `docker stop` sends it
 */
public record Inspection(
    ManagedContainer container,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    boolean oom,
    Optional<Fact.Health> health,
    Optional<Instant> healthAt,
    String healthOutput,
    int stopSignal) {

  /** Id of the fact that somebody stopped its latest run; empty when it never started. */
  public Optional<String> stopId() {
    return startedAt.map(run -> ContainerFacts.stopId(container.id(), run));
  }
}
