package rouse.executor.bootstrap;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.Restoring;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.EngineException;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * What the observer says of itself. It is asked through its container's health check, which reaches
 * it wherever the engine is; its port may be reached from nowhere.
 */
sealed interface ObserverWord {
  Logger LOG = LoggerFactory.getLogger(ObserverWord.class);

  /** It can judge, or it says nothing: then its ticks speak for it. */
  record Well() implements ObserverWord {}

  /** It reads its state back. */
  record Busy(Restoring restoring) implements ObserverWord {}

  /** It cannot judge, and gives no reason to wait. */
  record Unable() implements ObserverWord {}

  /** Asks the newest container of an instance. */
  static ObserverWord of(ContainerRuntime runtime, InstanceId instance) {
    try {
      return runtime.list(instance).stream()
          .filter(container -> container.phase().alive())
          .findFirst()
          .map(ManagedContainer::id)
          .flatMap(runtime::inspect)
          .map(ObserverWord::of)
          .orElseGet(Well::new);
    } catch (EngineException e) {
      LOG.debug("cannot ask {}: {}", instance, e.getMessage());
      return new Well();
    }
  }

  /** The check's latest output is newer than its verdict, which waits for several failures. */
  private static ObserverWord of(Inspection inspection) {
    Optional<Restoring> restoring = Restoring.in(inspection.healthOutput());
    if (restoring.isPresent()) {
      return new Busy(restoring.get());
    }
    boolean unhealthy = inspection.health().filter(Fact.Health.UNHEALTHY::equals).isPresent();
    return unhealthy ? new Unable() : new Well();
  }
}
