package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact.Health;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.step.Step;
import rouse.core.text.ReasonNumbers;

/**
 * Before a silent instance is replaced whose health check says that it is well, that is run once
 * more. It may be heard meanwhile; should the check fail, it is replaced at once.
 */
final class ProbeRules {
  static final Duration WAIT = Duration.ofSeconds(1);

  private ProbeRules() {}

  /** Whether its health check is to be heard first; orders that once for each silence. */
  static boolean holds(Step step, InstanceState i, DeclaredModule module) {
    boolean doubtful =
        i.seen().observed() == ObservedPhase.SILENT
            && module.spec().healthcheck()
            && i.seen().health() == Health.HEALTHY
            && i.incident() != null;
    boolean known = i.probe() != null && i.probe().silence().equals(i.seen().since());
    if (!doubtful || known) {
      return false;
    }
    Instant until = step.at().plus(WAIT);
    step.decide(
        new Decision.HealthProbeOrdered(
            "probe/%s/%d/%d"
                .formatted(i.id(), i.seen().incarnation(), i.seen().since().toEpochMilli()),
            i.id(),
            i.seen().incarnation(),
            i.incident().id(),
            module.owner(),
            until,
            "it is silent and Docker calls it healthy: its health check is run once more, and it"
                + " has "
                + ReasonNumbers.duration(WAIT)
                + " to be heard"));
    return true;
  }
}
