package rouse.executor.observer;

import java.util.Optional;
import rouse.contracts.event.Fact;
import rouse.contracts.status.Restoring;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.Inspection;

/**
 * What the observer says of itself. It is asked through its container's health check, which reaches
 * it wherever the engine is; its port may be reached from nowhere.
 */
public sealed interface ProbeResult {

  /** It can judge, or it says nothing: then its ticks speak for it. */
  record Well() implements ProbeResult {}

  /** It reads its state back. */
  record Busy(Restoring restoring) implements ProbeResult {}

  /** Somebody paused it, so it says nothing. */
  record Paused() implements ProbeResult {}

  /** It cannot judge, and gives no reason to wait. */
  record Unable() implements ProbeResult {}

  /** The check's latest output is newer than its verdict, which waits for several failures. */
  static ProbeResult of(Inspection inspection) {
    if (inspection.container().phase() == ContainerPhase.PAUSED) {
      return new Paused();
    }
    Optional<Restoring> restoring = Restoring.in(inspection.healthOutput());
    if (restoring.isPresent()) {
      return new Busy(restoring.get());
    }
    boolean unhealthy = inspection.health().filter(Fact.Health.UNHEALTHY::equals).isPresent();
    return unhealthy ? new Unable() : new Well();
  }
}
