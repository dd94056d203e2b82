package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.Inspection;

/**
 * What somebody stopped on purpose, as it was last seen of each instance. It counts for that run of
 * that container alone: one that was started since, or is no longer there, is nobody's wish.
 */
final class Stops {
  private final Notebook<String> notes;
  private final Map<InstanceId, String> seen = new ConcurrentHashMap<>();

  /**
   * @param folder of what the executor remembers
   */
  Stops(Path folder) {
    this.notes = new Notebook<>(folder, "stopped.json", String.class);
  }

  /** Told of every fact about containers. */
  void on(Envelope<Fact> fact) {
    if (fact.body() instanceof Fact.ContainerStoppedByOperator stopped) {
      seen.put(stopped.instance(), fact.id());
      notes.note(stopped.instance(), fact.id(), (before, now) -> now);
    }
  }

  /** Whether this is how its latest run ended. */
  boolean explains(Inspection ended) {
    InstanceId instance = ended.container().instance();
    Optional<String> stop = Optional.ofNullable(seen.get(instance)).or(() -> notes.of(instance));
    return stop.isPresent() && stop.equals(ended.stopId());
  }
}
