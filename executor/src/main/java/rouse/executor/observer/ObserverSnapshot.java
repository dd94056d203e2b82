package rouse.executor.observer;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.engine.EngineException;

/**
 * What one look at the observer's container saw.
 *
 * @param run which run of it; empty when none is alive, or the engine did not say
 * @param word what it says of itself
 */
public record ObserverSnapshot(Optional<ContainerRun> run, ProbeResult word) {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverSnapshot.class);
  private static final ObserverSnapshot NOTHING =
      new ObserverSnapshot(Optional.empty(), new ProbeResult.Well());

  /** Looks at the newest container of an instance that is alive. */
  public static ObserverSnapshot of(ContainerRuntime runtime, InstanceId instance) {
    try {
      return runtime.list(instance).stream()
          .filter(listed -> listed.phase().alive())
          .flatMap(listed -> runtime.inspect(listed.id()).stream())
          .filter(inspection -> inspection.container().phase().alive())
          .findFirst()
          .map(ObserverSnapshot::of)
          .orElse(NOTHING);
    } catch (EngineException e) {
      LOG.debug("cannot ask {}: {}", instance, e.getMessage());
      return NOTHING;
    }
  }

  private static ObserverSnapshot of(Inspection alive) {
    return new ObserverSnapshot(Optional.of(ContainerRun.of(alive)), ProbeResult.of(alive));
  }
}
