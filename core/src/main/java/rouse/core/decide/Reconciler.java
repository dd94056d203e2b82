package rouse.core.decide;

import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformHeader;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.RollingReplacement;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/**
 * Compares what is wanted of an instance with what is seen of it, and does at most one thing about
 * the difference. Boot, recovery, change and withdrawal all end here, so all keep the same order.
 */
public final class Reconciler {
  private Reconciler() {}

  /** Looks at every instance that the step touched, and at those which that touches in turn. */
  static void settle(Step step) {
    for (InstanceId id : step.evolution().concerned()) {
      DependentRestarts.follow(step, step.before(id), step.get(id));
    }
    for (InstanceId id = step.poll(); id != null; id = step.poll()) {
      InstanceState instance = step.state().instance(id);
      if (instance != null) {
        look(step, instance);
      }
    }
    finishIfDown(step);
  }

  /** The platform was withdrawn, and its last instance is gone. */
  private static void finishIfDown(Step step) {
    PlatformHeader header = step.state().header();
    if (header.phase() == PlatformHeader.Phase.WITHDRAWN && header.leaving().isEmpty()) {
      step.decideForPlatform(
          new Decision.PlatformDown(header.platform()), step.factId(), header.request());
    }
  }

  private static void look(Step step, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    if (module == null || !module.isCommanded() || i.effort().inFlight() != null) {
      return;
    }
    switch (i.desired()) {
      case RUNNING -> bringUp(step, i, module);
      case GONE -> takeDown(step, i, module);
      case HELD, ADOPTED -> {}
    }
  }

  private static void bringUp(Step step, InstanceState i, DeclaredModule module) {
    ObservedState seen = i.seen();
    boolean changed = i.definitionDiffers(module);
    boolean settled = seen.isUp() || seen.observed() == ObservedPhase.COMPLETED;
    boolean unknown = seen.observed() == ObservedPhase.UNKNOWN;
    boolean asking = unknown && (i.incident() == null || i.effort().proving());
    if (!changed && ExitRules.isFoundFinished(i, module)) {
      ContainerRules.finished(step, i, module);
      return;
    }
    if (!changed && HealthRules.isFoundUnhealthy(i)) {
      RecoveryRules.failed(step, i, module, IncidentCauses.UNHEALTHY, seen.reason());
      // That puts it on the agenda again, now with an incident.
      return;
    }
    boolean failed = i.incident() != null && i.incident().failed();
    boolean restarts = settled && !changed && RestartRequests.isTurnOf(step, i, module);
    if ((settled && !changed && !restarts)
        || (failed && !changed)
        || i.isLeftAlone()
        || asking
        || (isWaiting(i) && !RateRules.isTurnVoid(step, i))
        || (changed && waitsForItsTurn(step, i))
        || isHeldBack(step, i, module)) {
      return;
    }
    if (restarts) {
      RestartRequests.begin(step, i, module);
    } else if (i.incident() != null
        && !i.incident().quarantined()
        && RecoveryRules.isSpent(step, i, module)) {
      RecoveryRules.quarantine(step, i, module);
    } else if (BrakeRules.holds(step, i)
        || ProbeRules.holds(step, i, module)
        || RateRules.holds(step, i, module)) {
      return;
    } else if (i.incident() == null) {
      String why = changed ? "the definition changed" : "wanted and not running";
      CommandFactory.start(step, i, module, CommandFactory.verbFor(i), why);
    } else {
      String why = i.incident().quarantined() ? "trial" : "recovery from " + i.incident().cause();
      CommandFactory.start(step, i, module, CommandFactory.verbFor(i), why);
    }
  }

  private static void takeDown(Step step, InstanceState i, DeclaredModule module) {
    if (i.seen().observed() == ObservedPhase.ABSENT || isWaiting(i)) {
      return;
    }
    Optional<String> dependent = BootOrder.obstacleToRetire(step.state(), i.id().module());
    if (dependent.isPresent()) {
      step.deferOnce(i, dependent.get());
    } else if (!isUnreachable(step, i, module)) {
      WatchDecisions.end(step, i, "retired");
      CommandFactory.retire(step, step.get(i.id()), module, "no longer wanted");
    }
  }

  /** Its next attempt has a time. */
  private static boolean isWaiting(InstanceState i) {
    InstanceTimer timer = i.effort().timer();
    return timer != null && timer.kind() == InstanceTimer.Kind.RETRY;
  }

  /** What serves goes on serving with its old definition until those before it are alive. */
  private static boolean waitsForItsTurn(Step step, InstanceState i) {
    boolean waits =
        i.seen().observed() == ObservedPhase.ALIVE
            && RollingReplacement.countBefore(step.state(), i) >= UpdateRules.mostBack(step, i);
    if (waits) {
      step.deferOnce(i, RollingReplacement.WAITS);
    }
    return waits;
  }

  private static boolean isHeldBack(Step step, InstanceState i, DeclaredModule module) {
    Optional<String> dependency =
        BootOrder.obstacleToStart(step.state(), module)
            .or(() -> UpdateTurns.obstacleToFirstStart(step, module));
    dependency.ifPresent(text -> step.deferOnce(i, text));
    return dependency.isPresent() || isUnreachable(step, i, module);
  }

  private static boolean isUnreachable(Step step, InstanceState i, DeclaredModule module) {
    boolean silent = step.state().header().isSilent(module.owner());
    if (silent) {
      step.deferOnce(i, "waits for host " + module.owner() + ", which is silent");
    }
    return silent;
  }
}
