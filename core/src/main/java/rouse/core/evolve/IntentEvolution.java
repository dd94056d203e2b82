package rouse.core.evolve;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ScalePolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ModuleIntent;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;

/** What operators want. What cannot be is refused by a decision, and changes nothing. */
final class IntentEvolution {
  private IntentEvolution() {}

  static void restart(Evolution e, Fact.RestartRequested fact) {
    DeclaredModule module = e.state().modules().commanded(fact.module());
    if (module == null || e.state().header().isSilent(module.owner())) {
      return;
    }
    String why = "an operator wants it" + (fact.reason() == null ? "" : ": " + fact.reason());
    for (InstanceState i : e.state().wanted(fact.module())) {
      if (i.desired() == DesiredState.RUNNING) {
        e.put(i.with(i.effort().wishing(wish(e, i, why))));
      }
    }
  }

  /** What does not run is replaced at once, and no wish has to be remembered for it. */
  private static RecoveryProgress.Restart wish(Evolution e, InstanceState i, String why) {
    long running = i.seen().incarnation();
    boolean atOnce = i.effort().inFlight() == null && !i.seen().isUp();
    if (atOnce && !i.seen().isPaused()) {
      return i.effort().restart();
    }
    long unwanted = i.isRestartPending() ? i.effort().restart().incarnation() : running;
    return new RecoveryProgress.Restart(
        atOnce ? running : Math.max(running, unwanted), why, e.factId(), false);
  }

  static void hold(Evolution e, Fact.HoldRequested fact) {
    if (!e.state().modules().isWanted(fact.module())) {
      return;
    }
    ModuleIntent before = e.state().header().intent(fact.module());
    put(e, fact.module(), before.holding(e.at(), end(e, fact.lasts())));
    e.state().wanted(fact.module()).stream()
        .filter(i -> i.desired() == DesiredState.RUNNING)
        .forEach(i -> e.put(held(i)));
  }

  /** No beats are expected, nothing is recovered, until it is released. */
  static InstanceState held(InstanceState i) {
    return i.with(DesiredState.HELD).with(i.effort().withoutTimer().wishing(null));
  }

  static void release(Evolution e, Fact.ReleaseRequested fact) {
    String name = fact.module();
    if (e.state().modules().isWanted(name)) {
      put(e, name, e.state().header().intent(name).released().scaled(null, null));
      e.state().wanted(name).stream()
          .filter(i -> i.desired() == DesiredState.HELD)
          .forEach(i -> released(e, i));
    }
  }

  static void released(Evolution e, InstanceState i) {
    InstanceState now = i.with(DesiredState.RUNNING);
    if (i.seen().observed() == ObservedPhase.SILENT) {
      // Nobody has listened since it was held.
      now = now.with(i.seen().as(ObservedPhase.UNKNOWN, e.at(), i.seen().reason()));
    }
    if (now.seen().observed() == ObservedPhase.UNKNOWN) {
      // Nobody was to ask about it while it was held.
      var probe = new InstanceTimer(InstanceTimer.Kind.PROBE, e.at(), e.factId());
      now = now.with(now.effort().with(probe));
    }
    e.put(now);
  }

  static void scaled(Evolution e, Fact.ScaleRequested fact) {
    DeclaredModule module = e.state().modules().commanded(fact.module());
    ScalePolicy scale = module == null ? null : module.spec().scale();
    if (scale == null || !module.isWorker() || !module.mayNumber(fact.replicas())) {
      return;
    }
    ModuleIntent before = e.state().header().intent(fact.module());
    put(e, fact.module(), before.scaled(fact.replicas(), end(e, fact.lasts())));
  }

  /** Ends what was wanted until now. */
  static void end(Evolution e) {
    for (Map.Entry<String, ModuleIntent> each : e.state().header().intents().entrySet()) {
      ModuleIntent intent = each.getValue();
      DeclaredModule module = e.state().modules().wanted().get(each.getKey());
      if (isOver(e, intent.heldUntil())) {
        ModuleIntent ended = intent.released();
        put(e, each.getKey(), ended);
        if (module != null) {
          // What was stopped by hand is somebody's wish of its own, without an end.
          e.state().wanted(each.getKey()).stream()
              .filter(i -> i.desired() == DesiredState.HELD)
              .filter(i -> i.seen().observed() != ObservedPhase.STOPPED)
              .forEach(i -> released(e, i));
        }
        intent = ended;
      }
      if (isOver(e, intent.replicasUntil())) {
        put(e, each.getKey(), intent.scaled(null, null));
      }
    }
  }

  private static boolean isOver(Evolution e, Instant end) {
    return end != null && !end.isAfter(e.at());
  }

  private static void put(Evolution e, String module, ModuleIntent intent) {
    e.put(e.state().header().with(module, intent));
  }

  /** Null when it has none. */
  private static Instant end(Evolution e, Duration lasts) {
    return lasts == null ? null : e.at().plus(lasts);
  }
}
