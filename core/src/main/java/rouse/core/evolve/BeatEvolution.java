package rouse.core.evolve;

import java.time.Duration;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Incarnations;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.text.ReasonNumbers;

/** What the observer says. */
final class BeatEvolution {
  /** Beats that prove an incarnation alive. */
  private static final int PROOF = 3;

  private BeatEvolution() {}

  static void heard(Evolution e, Fact.InstanceHeard fact) {
    InstanceState i = e.get(fact.instance());
    ObservedState seen = i.seen();
    if (fact.incarnation() < seen.incarnation()
        || isImpossible(i, fact.incarnation())
        || i.isGone()) {
      return;
    }
    if (fact.incarnation() > seen.incarnation()) {
      seen = ObservedState.newer(fact.incarnation(), ObservedPhase.STARTING, e.at());
    }
    if (hasEnded(seen)) {
      return;
    }
    seen = seen.heard(fact.beats() >= PROOF);
    if (seen.isPaused()) {
      // A late beat: that it is unpaused is told by its executor.
      e.put(i.with(seen));
      return;
    }
    boolean unhealthy = seen.observed() == ObservedPhase.UNHEALTHY;
    if (seen.observed() != ObservedPhase.ALIVE && !unhealthy) {
      seen = seen.as(ObservedPhase.STARTING, e.at(), null);
    }
    // What beats needs neither a next attempt nor a question to the executor; should it fall
    // silent again, the observer says so. A successor that was ordered already still comes. Out of
    // quarantine leads only proof: a beat now and then must not buy one trial after the other.
    boolean quarantined = i.incident() != null && i.incident().quarantined();
    InstanceState now = i.with(seen);
    if ((!quarantined || i.effort().proving()) && !i.effort().isSettling() && !unhealthy) {
      now = now.with(i.effort().withoutTimer());
    }
    e.put(HealthEvolution.judged(now, e.at()));
  }

  /** A late beat of a container that is known to have ended. */
  private static boolean hasEnded(ObservedState seen) {
    return seen.observed().hasEnded() && seen.containerId() != null;
  }

  static void silent(Evolution e, Fact.InstanceSilent fact) {
    InstanceState i = e.get(fact.instance());
    DeclaredModule module = e.moduleOf(i);
    boolean evidence = module == null || module.beatsItself();
    if (fact.incarnation() < i.seen().incarnation()
        || isImpossible(i, fact.incarnation())
        || isNoNews(i, evidence)) {
      return;
    }
    ObservedState seen =
        fact.incarnation() > i.seen().incarnation()
            ? ObservedState.newer(fact.incarnation(), ObservedPhase.STARTING, e.at())
            : i.seen();
    ObservedPhase now = evidence ? ObservedPhase.SILENT : ObservedPhase.UNKNOWN;
    InstanceState after = i.with(seen.unheard().as(now, e.at(), reason(fact)));
    boolean asked =
        !evidence
            && module.isCommanded()
            && i.desired() == DesiredState.RUNNING
            && Timers.mayProbe(i.effort());
    e.put(asked ? after.with(after.effort().with(Timers.probe(e.at(), e.factId()))) : after);
  }

  private static String reason(Fact.InstanceSilent fact) {
    String timeout = ReasonNumbers.duration(fact.timeout());
    return fact.lastHeard() == null
        ? "never heard within " + timeout
        : "silent for "
            + ReasonNumbers.duration(Duration.between(fact.lastHeard(), fact.judgedAt()))
            + ", timeout "
            + timeout;
  }

  /** Nobody ordered that incarnation, and no container of it was seen. */
  private static boolean isImpossible(InstanceState i, long incarnation) {
    long known = Math.max(i.highest(), i.seen().incarnation());
    return !Incarnations.isPossible(incarnation)
        || (incarnation > known && i.desired() != DesiredState.ADOPTED);
  }

  /** It is known to have ended, is paused, or has been found silent. */
  private static boolean isNoNews(InstanceState i, boolean evidence) {
    return switch (i.seen().observed()) {
      case DEAD, STOPPED, COMPLETED, PAUSED, SILENT -> true;
      case UNKNOWN, UNHEALTHY -> !evidence;
      case ABSENT -> i.desired() != DesiredState.ADOPTED;
      case STARTING, ALIVE -> false;
    };
  }
}
