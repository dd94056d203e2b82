package rouse.core.evolve;

import java.time.Instant;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;

/**
 * What Docker says. A fact of an older incarnation, or of a container that is not the one known, is
 * late or concerns what a command of ours cleared away: it counts for nothing.
 */
final class ContainerEvolution {
  private ContainerEvolution() {}

  static void started(Evolution e, Fact.ContainerStarted fact) {
    InstanceState i = known(e, fact.instance(), fact.incarnation());
    if (i == null
        || fact.incarnation() < i.seen().incarnation()
        || isRetold(e, i)
        || isCopy(i, fact)) {
      return;
    }
    boolean held = e.state().header().intent(i.id().module()).held();
    if (!held && i.desired() == DesiredState.HELD && i.seen().observed() == ObservedPhase.STOPPED) {
      // Whoever stopped it by hand and starts it by hand wants it back.
      i = i.with(DesiredState.RUNNING);
    }
    InstanceState now =
        ran(e, i, fact.incarnation(), fact.containerId(), fact.ip(), fact.definition());
    e.put(now.with(now.seen().runBy(e.factId())));
  }

  /**
   * Labels can be copied: another container of the same incarnation is not the one that we know.
   */
  private static boolean isCopy(InstanceState i, Fact.ContainerStarted fact) {
    String known = i.seen().containerId();
    return fact.incarnation() == i.seen().incarnation()
        && known != null
        && !known.equals(fact.containerId())
        && !i.seen().observed().hasEnded();
  }

  /** An executor that starts tells of what it finds: also of a run that is known to have ended. */
  private static boolean isRetold(Evolution e, InstanceState i) {
    return i.seen().observed().hasEnded() && e.factId().equals(i.seen().run());
  }

  /**
   * What is known when a container is told of; null when it cannot have that incarnation. What
   * beats of another one have claimed, before anybody declared it, counts for nothing then.
   */
  static InstanceState known(Evolution e, InstanceId id, long incarnation) {
    InstanceState i = e.get(id);
    boolean possible =
        Incarnations.isPossible(incarnation)
            && incarnation - i.highest() <= Incarnations.MOST_AHEAD;
    boolean claimed = i.seen().incarnation() > i.highest() && i.seen().incarnation() != incarnation;
    if (claimed && possible) {
      return i.with(ObservedState.newer(i.highest(), ObservedPhase.ABSENT, e.at()));
    }
    return possible ? i : null;
  }

  /** Evidence, by a fact or by an outcome, that this incarnation runs. */
  static InstanceState ran(
      Evolution e, InstanceState i, long incarnation, String container, String ip, String hash) {
    ObservedState known = i.seen();
    boolean another =
        incarnation > known.incarnation()
            || (container != null
                && known.containerId() != null
                && !container.equals(known.containerId()));
    ObservedState seen =
        another ? ObservedState.newer(incarnation, ObservedPhase.STARTING, e.at()) : known;
    seen = seen.knowing(container, ip, hash);
    switch (seen.observed()) {
      case DEAD, STOPPED, COMPLETED -> seen = seen.again(e.at());
      case ABSENT, UNKNOWN -> seen = seen.as(ObservedPhase.STARTING, e.at(), null);
      case STARTING, ALIVE, SILENT, UNHEALTHY, PAUSED -> {}
    }
    boolean news = another || seen.observed() != known.observed();
    InstanceState now = i.with(seen);
    DeclaredModule module = e.moduleOf(now);
    if (module != null && news && !now.effort().underWay()) {
      now = now.with(now.effort().with(Timers.prove(module, e.at(), e.factId())));
    }
    return HealthEvolution.judged(now, e.at());
  }

  static void died(Evolution e, Fact.ContainerDied fact) {
    InstanceState i = known(e, fact.instance(), fact.incarnation());
    if (i == null || isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    String reason = "exit code " + fact.exitCode() + (fact.oom() ? " (out of memory)" : "");
    ObservedState seen =
        of(i, fact.incarnation(), fact.containerId(), e.at())
            .ended(new ObservedState.End(fact.exitCode(), fact.interrupted()))
            .unheard();
    e.put(i.with(seen.as(ObservedPhase.DEAD, e.at(), reason)));
  }

  static void stoppedByOperator(Evolution e, Fact.ContainerStoppedByOperator fact) {
    InstanceState i = known(e, fact.instance(), fact.incarnation());
    if (i == null || isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    ObservedState seen = of(i, fact.incarnation(), fact.containerId(), e.at()).unheard();
    InstanceState after = i.with(seen.as(ObservedPhase.STOPPED, e.at(), "stopped by an operator"));
    e.put(after.desired() == DesiredState.RUNNING ? IntentEvolution.held(after) : after);
  }

  static boolean isStranger(InstanceState i, long incarnation, String container) {
    ObservedState seen = i.seen();
    boolean ended = seen.observed().hasEnded();
    boolean same = seen.containerId() == null || seen.containerId().equals(container);
    return incarnation < seen.incarnation()
        || (incarnation == seen.incarnation() && (!same || (ended && seen.containerId() != null)));
  }

  static ObservedState of(InstanceState i, long incarnation, String container, Instant at) {
    ObservedState seen = i.seen();
    return (incarnation > seen.incarnation()
            ? ObservedState.newer(incarnation, ObservedPhase.STARTING, at)
            : seen)
        .knowing(container, null, null);
  }
}
