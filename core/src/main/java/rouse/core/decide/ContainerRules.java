package rouse.core.decide;

import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.IncidentCauses;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.RecoveryProgress;

/**
 * What Docker says. A fact of an older incarnation, or of a container that is not the one known, is
 * late or concerns what a command of ours cleared away: it counts for nothing.
 */
public final class ContainerRules {
  private ContainerRules() {}

  static void started(Step step, Fact.ContainerStarted fact) {
    InstanceState i = known(step, fact.instance(), fact.incarnation());
    if (i == null
        || fact.incarnation() < i.seen().incarnation()
        || isRetold(step, i)
        || isCopy(i, fact)) {
      return;
    }
    boolean held = step.state().header().intent(i.id().module()).held();
    if (!held && i.desired() == DesiredState.HELD && i.seen().observed() == ObservedPhase.STOPPED) {
      // Whoever stopped it by hand and starts it by hand wants it back.
      i = i.with(DesiredState.RUNNING);
    }
    runs(step, i, fact.incarnation(), fact.containerId(), fact.ip(), fact.definition());
    InstanceState now = step.get(fact.instance());
    step.put(now.with(now.seen().runBy(step.factId())));
  }

  /** Labels can be copied: another container of the same incarnation is not the one that we know. */
  private static boolean isCopy(InstanceState i, Fact.ContainerStarted fact) {
    String known = i.seen().containerId();
    return fact.incarnation() == i.seen().incarnation()
        && known != null
        && !known.equals(fact.containerId())
        && !i.seen().observed().hasEnded();
  }

  /** An executor that starts tells of what it finds: also of a run that is known to have ended. */
  private static boolean isRetold(Step step, InstanceState i) {
    return i.seen().observed().hasEnded() && step.factId().equals(i.seen().run());
  }

  /**
   * What is known when a container is told of; null when it cannot have that incarnation. What
   * beats of another one have claimed, before anybody declared it, counts for nothing then.
   */
  static InstanceState known(Step step, InstanceId id, long incarnation) {
    InstanceState i = step.get(id);
    boolean possible =
        Incarnations.isPossible(incarnation)
            && incarnation - i.highest() <= Incarnations.MOST_AHEAD;
    boolean claimed = i.seen().incarnation() > i.highest() && i.seen().incarnation() != incarnation;
    if (claimed && possible) {
      return i.with(ObservedState.newer(i.highest(), ObservedPhase.ABSENT, step.at()));
    }
    return possible ? i : null;
  }

  /** Evidence, by a fact or by an outcome, that this incarnation runs. */
  static void runs(
      Step step, InstanceState i, long incarnation, String container, String ip, String hash) {
    ObservedState known = i.seen();
    boolean another =
        incarnation > known.incarnation()
            || (container != null
                && known.containerId() != null
                && !container.equals(known.containerId()));
    ObservedState seen =
        another ? ObservedState.newer(incarnation, ObservedPhase.STARTING, step.at()) : known;
    seen = seen.knowing(container, ip, hash);
    switch (seen.observed()) {
      case DEAD, STOPPED, COMPLETED -> seen = seen.again(step.at());
      case ABSENT, UNKNOWN -> seen = seen.as(ObservedPhase.STARTING, step.at(), null);
      case STARTING, ALIVE, SILENT, UNHEALTHY, PAUSED -> {}
    }
    boolean news = another || seen.observed() != known.observed();
    InstanceState now = i.with(seen);
    DeclaredModule module = step.moduleOf(now);
    if (module != null && news && !now.effort().underWay()) {
      now = now.with(now.effort().with(TimerRules.prove(step, module)));
    }
    step.put(now);
    boolean restarted = another || known.observed() == ObservedPhase.DEAD;
    if (restarted && known.incarnation() == incarnation && module != null) {
      // The beats of the container before it are none of this one's: it has its startup time too.
      step.decide(new Decision.WatchEnded(now.id(), incarnation, "another container"));
    }
    WatchDecisions.begin(step, step.get(i.id()), module);
    now = step.get(i.id());
    if (isStillUnhealthy(step, now)) {
      return;
    }
    if (now.seen().proven() && now.seen().observed() == ObservedPhase.STARTING) {
      BeatRules.prove(step, now);
    }
  }

  static void died(Step step, Fact.ContainerDied fact) {
    InstanceState i = known(step, fact.instance(), fact.incarnation());
    if (i == null || isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    DeclaredModule module = step.moduleOf(i);
    ObservedState seen = of(i, fact.incarnation(), fact.containerId(), step.at());
    String reason = "exit code " + fact.exitCode() + (fact.oom() ? " (out of memory)" : "");
    seen = seen.ended(new ObservedState.End(fact.exitCode(), fact.interrupted()));
    InstanceState after = i.with(seen.unheard().as(ObservedPhase.DEAD, step.at(), reason));
    step.put(after);
    if (module == null || after.hasSuccessorOrdered()) {
      return;
    }
    if (ExitRules.isDone(module, seen.end())) {
      completed(step, after);
    } else if (module.isCommanded() && i.desired() == DesiredState.RUNNING) {
      RecoveryRules.failed(step, after, module, IncidentCauses.DIED, reason);
    }
  }

  /** Its end is known from before it was wanted: said now, and not run again. */
  static void finished(Step step, InstanceState i, DeclaredModule module) {
    if (ExitRules.isDone(module, i.seen().end())) {
      completed(step, i);
    } else {
      RecoveryRules.failed(step, i, module, IncidentCauses.DIED, i.seen().reason());
    }
  }

  private static void completed(Step step, InstanceState i) {
    step.decide(new Decision.InstanceCompleted(i.id(), i.seen().incarnation()));
    WatchDecisions.end(step, step.get(i.id()), "completed");
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "recovered");
    }
  }

  static void stoppedByOperator(Step step, Fact.ContainerStoppedByOperator fact) {
    InstanceState i = known(step, fact.instance(), fact.incarnation());
    if (i == null || isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    ObservedState seen = of(i, fact.incarnation(), fact.containerId(), step.at());
    InstanceState after =
        i.with(seen.unheard().as(ObservedPhase.STOPPED, step.at(), "stopped by an operator"));
    step.put(after);
    if (after.desired() == DesiredState.RUNNING) {
      OperatorRules.hold(step, after, "stopped by an operator");
    }
  }

  static void healthChanged(Step step, Fact.HealthChanged fact) {
    boolean byModule = fact.by().equals("module");
    InstanceState i =
        byModule ? step.get(fact.instance()) : known(step, fact.instance(), fact.incarnation());
    if (i == null || fact.incarnation() < i.seen().incarnation()) {
      return;
    }
    if (fact.incarnation() > i.seen().incarnation()) {
      if (byModule) {
        return;
      }
      // Only what runs is checked, so a newer one runs.
      runs(step, i, fact.incarnation(), null, null, null);
      i = step.get(i.id());
    }
    ObservedState seen = i.seen();
    if (byModule) {
      step.put(i.with(seen.withUnwell(fact.health() == Health.UNHEALTHY)));
      return;
    }
    InstanceState now = i.with(seen.withHealth(fact.health()));
    switch (fact.health()) {
      case STARTING -> step.put(now);
      case HEALTHY -> healthy(step, now);
      case UNHEALTHY -> unhealthy(step, now);
    }
  }

  private static void healthy(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    boolean judgedByDocker = module != null && !module.beatsItself();
    boolean proof = judgedByDocker || i.seen().proven();
    // A module that beats itself is known again when it is heard.
    boolean back =
        switch (i.seen().observed()) {
          case UNHEALTHY -> true;
          case UNKNOWN -> judgedByDocker;
          case ABSENT, STARTING, ALIVE, SILENT, PAUSED, DEAD, STOPPED, COMPLETED -> false;
        };
    InstanceState now = back ? i.with(i.seen().as(ObservedPhase.STARTING, step.at(), null)) : i;
    step.put(now);
    if (back) {
      WatchDecisions.begin(step, step.get(i.id()), module);
      now = step.get(i.id());
    }
    if (proof && now.seen().observed() == ObservedPhase.STARTING) {
      BeatRules.prove(step, now);
    }
  }

  /** What Docker has last said of a container counts whenever that is seen to run. */
  static boolean isStillUnhealthy(Step step, InstanceState i) {
    boolean still =
        i.seen().health() == Health.UNHEALTHY && i.seen().observed() == ObservedPhase.STARTING;
    if (still) {
      unhealthy(step, i);
    }
    return still;
  }

  static void unhealthy(Step step, InstanceState i) {
    String reason = "unhealthy by Docker's health check";
    boolean news =
        switch (i.seen().observed()) {
          case STARTING, ALIVE, UNKNOWN -> true;
          // It has ended, is paused or was never there; or it is replaced for another reason.
          case ABSENT, SILENT, UNHEALTHY, PAUSED, DEAD, STOPPED, COMPLETED -> false;
        };
    if (!news) {
      step.put(i);
      return;
    }
    InstanceState after = i.with(i.seen().as(ObservedPhase.UNHEALTHY, step.at(), reason));
    if (hasFoundItRunning(after)) {
      after = after.with(after.effort().idle());
    }
    step.put(after);
    DeclaredModule module = step.moduleOf(after);
    if (module != null && module.isCommanded() && after.desired() == DesiredState.RUNNING) {
      RecoveryRules.failed(step, after, module, IncidentCauses.UNHEALTHY, reason);
    }
  }

  /** The last command started nothing: what it found is no attempt that failed. */
  private static boolean hasFoundItRunning(InstanceState i) {
    RecoveryProgress effort = i.effort();
    return effort.proving()
        && effort.inFlight() == null
        && effort.lastCommand() != null
        && effort.lastCommand().incarnation() > i.seen().incarnation();
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
