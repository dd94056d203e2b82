package rouse.core.decide;

import java.time.Duration;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Incarnations;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.IncidentCauses;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.RecoveryProgress;
import rouse.core.text.ReasonNumbers;

/** What the observer says. Only of a module that beats itself is silence evidence of a failure. */
public final class BeatRules {
  /** Longer than it takes to find a host silent: then the host is the reason. */
  static final Duration PROBE_AFTER = Duration.ofSeconds(15);

  /** Beats that prove an incarnation alive. */
  static final int PROOF = 3;

  private BeatRules() {}

  static void heard(Step step, Fact.InstanceHeard fact) {
    InstanceState i = step.get(fact.instance());
    ObservedState seen = i.seen();
    if (fact.incarnation() < seen.incarnation()
        || isImpossible(i, fact.incarnation())
        || i.isGone()) {
      return;
    }
    if (fact.incarnation() > seen.incarnation()) {
      seen = ObservedState.newer(fact.incarnation(), ObservedPhase.STARTING, step.at());
    }
    if (hasEnded(seen)) {
      return;
    }
    seen = seen.heard(fact.beats() >= PROOF);
    if (seen.isPaused()) {
      // A late beat: that it is unpaused is told by its executor.
      step.put(i.with(seen));
      return;
    }
    boolean proof = seen.proven() && seen.observed() != ObservedPhase.UNHEALTHY;
    if (seen.observed() != ObservedPhase.ALIVE && seen.observed() != ObservedPhase.UNHEALTHY) {
      seen = seen.as(ObservedPhase.STARTING, step.at(), null);
    }
    // What beats needs neither a next attempt nor a question to the executor; should it fall
    // silent again, the observer says so. A successor that was ordered already still comes. Out of
    // quarantine leads only proof: a beat now and then must not buy one trial after the other.
    boolean quarantined = i.incident() != null && i.incident().quarantined();
    InstanceState now = i.with(seen);
    boolean unhealthy = seen.observed() == ObservedPhase.UNHEALTHY;
    if ((!quarantined || i.effort().proving()) && !i.effort().isSettling() && !unhealthy) {
      now = now.with(i.effort().with((InstanceTimer) null));
    }
    step.put(now);
    WatchDecisions.begin(step, now, step.moduleOf(now));
    if (ContainerRules.isStillUnhealthy(step, step.get(now.id()))) {
      return;
    }
    if (proof && seen.observed() != ObservedPhase.ALIVE) {
      prove(step, step.get(now.id()));
    }
  }

  /** A late beat of a container that is known to have ended. */
  private static boolean hasEnded(ObservedState seen) {
    return seen.observed().hasEnded() && seen.containerId() != null;
  }

  /** Proof for the one that runs now; an older one that a command replaces proves nothing. */
  static void prove(Step step, InstanceState i) {
    if (i.desired() == DesiredState.RUNNING && !i.hasSuccessorOrdered()) {
      RecoveryRules.proven(step, i);
    } else {
      step.put(i.with(i.seen().aliveAt(step.at())));
    }
  }

  static void silent(Step step, Fact.InstanceSilent fact) {
    InstanceState i = step.get(fact.instance());
    DeclaredModule module = step.moduleOf(i);
    boolean evidence = module == null || module.beatsItself();
    if (fact.incarnation() < i.seen().incarnation()
        || isImpossible(i, fact.incarnation())
        || isNoNews(i, evidence)) {
      return;
    }
    String reason =
        fact.lastHeard() == null
            ? "never heard within " + ReasonNumbers.duration(fact.timeout())
            : "silent for "
                + ReasonNumbers.duration(Duration.between(fact.lastHeard(), fact.judgedAt()))
                + ", timeout "
                + ReasonNumbers.duration(fact.timeout());
    ObservedState seen =
        fact.incarnation() > i.seen().incarnation()
            ? ObservedState.newer(fact.incarnation(), ObservedPhase.STARTING, step.at())
            : i.seen();
    ObservedPhase now = evidence ? ObservedPhase.SILENT : ObservedPhase.UNKNOWN;
    InstanceState after = i.with(seen.unheard().as(now, step.at(), reason));
    step.put(after);
    if (module == null || !module.isCommanded() || i.desired() != DesiredState.RUNNING) {
      return;
    }
    if (evidence) {
      RecoveryRules.failed(step, after, module, IncidentCauses.SILENT, reason);
    } else if (mayProbe(after.effort())) {
      var probe =
          new InstanceTimer(InstanceTimer.Kind.PROBE, step.at().plus(PROBE_AFTER), step.factId());
      step.put(after.with(after.effort().with(probe)));
    }
  }

  /** The question comes before the proof that it stays alive: it is not known to live. */
  private static boolean mayProbe(RecoveryProgress effort) {
    return effort.inFlight() == null && (effort.timer() == null || effort.isSettling());
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
