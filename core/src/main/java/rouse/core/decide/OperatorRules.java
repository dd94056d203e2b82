package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ModuleIntent;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;

/** What operators want. A module that is left alone on purpose has not failed. */
public final class OperatorRules {
  private OperatorRules() {}

  static void restart(Step step, Fact.RestartRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module == null || isForItsExecutor(step, module)) {
      return;
    }
    String why = "an operator wants it" + (fact.reason() == null ? "" : ": " + fact.reason());
    for (InstanceState i : SlotAllocation.wanted(step.state(), fact.module())) {
      if (i.desired() == DesiredState.HELD) {
        refuse(step, i.id().toString(), "it is held; release it first");
      } else if (step.state().header().isSilent(module.owner())) {
        refuse(step, i.id().toString(), "host " + module.owner() + " is silent; look there first");
      } else {
        RestartRequests.wish(step, i, module, why);
      }
    }
  }

  static void holdAll(Step step, Fact.HoldRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module != null) {
      isForItsExecutor(step, module);
      ModuleIntent before = step.state().header().intent(fact.module());
      put(step, fact.module(), before.holding(end(step, fact.lasts())));
      String why = fact.reason() == null ? "held by an operator" : "held: " + fact.reason();
      SlotAllocation.wanted(step.state(), fact.module()).stream()
          .filter(i -> i.desired() == DesiredState.RUNNING)
          .forEach(i -> hold(step, i, why));
    }
  }

  private static void put(Step step, String module, ModuleIntent intent) {
    step.state().put(step.state().header().with(module, intent));
  }

  /** Null when it has none. */
  static Instant end(Step step, Duration lasts) {
    return lasts == null ? null : step.at().plus(lasts);
  }

  /** No beats are expected, nothing is recovered, until it is released. */
  static void hold(Step step, InstanceState i, String why) {
    step.put(i.with(DesiredState.HELD).with(i.effort().with((InstanceTimer) null).wishing(null)));
    WatchDecisions.end(step, step.get(i.id()), why);
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "withdrawn");
    }
  }

  static void release(Step step, Fact.ReleaseRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module != null) {
      isForItsExecutor(step, module);
      release(step, module);
    }
  }

  private static void release(Step step, DeclaredModule module) {
    String name = module.spec().name();
    put(step, name, step.state().header().intent(name).released());
    SlotAllocation.wanted(step.state(), name).stream()
        .filter(i -> i.desired() == DesiredState.HELD)
        .forEach(i -> release(step, i, module));
  }

  private static void release(Step step, InstanceState i, DeclaredModule module) {
    step.put(i.with(DesiredState.RUNNING));
    if (i.seen().isUp()) {
      WatchDecisions.begin(step, step.get(i.id()), module);
    } else if (i.seen().observed() == ObservedPhase.UNKNOWN) {
      // nobody was to ask about it while it was held
      var probe = new InstanceTimer(InstanceTimer.Kind.PROBE, step.at(), step.factId());
      step.put(step.get(i.id()).with(i.effort().with(probe)));
    }
  }

  /**
   * Somebody wishes the platform up: what was stopped by hand is wanted again, and what is held by
   * an order is not.
   *
   * @param hosts whose modules
   */
  static void releaseStopped(Step step, Set<String> hosts) {
    PlatformHeader header = step.state().header();
    step.state().modules().wanted().values().stream()
        .filter(m -> m.isCommanded() && hosts.contains(m.owner()))
        .filter(m -> !header.intent(m.spec().name()).held())
        .forEach(
            module ->
                SlotAllocation.wanted(step.state(), module.spec().name()).stream()
                    .filter(i -> i.desired() == DesiredState.HELD && isStopped(i))
                    .forEach(i -> release(step, i, module)));
  }

  private static boolean isStopped(InstanceState i) {
    return i.seen().observed().hasEnded() || i.seen().observed() == ObservedPhase.ABSENT;
  }

  /** Ends what was wanted until now. */
  static void endIntents(Step step) {
    for (Map.Entry<String, ModuleIntent> each : step.state().header().intents().entrySet()) {
      ModuleIntent intent = each.getValue();
      DeclaredModule module = step.state().modules().wanted().get(each.getKey());
      if (isOver(step, intent.heldUntil())) {
        intent = intent.released();
        put(step, each.getKey(), intent);
        if (module != null) {
          release(step, module);
        }
      }
      if (isOver(step, intent.replicasUntil())) {
        put(step, each.getKey(), intent.scaled(null, null));
        if (module != null) {
          SlotAllocation.scaleTo(step, module, module.spec().replicas());
        }
      }
    }
  }

  private static boolean isOver(Step step, Instant end) {
    return end != null && !end.isAfter(step.at());
  }

  /** The module, if it is declared and ours to command; else says why not. */
  static DeclaredModule commanded(Step step, String name) {
    DeclaredModule module = declared(step, name);
    if (module != null && !module.isCommanded()) {
      refuse(step, name, "its executor, host " + module.owner() + ", looks after it by itself");
      return null;
    }
    return module;
  }

  /**
   * Whether the decider in the module's executor carries the wish out. It reads the wish from the
   * log, as this one does; a host that is silent reads nothing.
   */
  private static boolean isForItsExecutor(Step step, DeclaredModule module) {
    boolean elsewhere = !module.isCommanded();
    if (elsewhere && step.state().header().isSilent(module.owner())) {
      String why = "host " + module.owner() + " is silent, and its executor is to do it";
      refuse(step, module.spec().name(), why);
    }
    return elsewhere;
  }

  /** The module, if it is declared; else says why not. */
  private static DeclaredModule declared(Step step, String name) {
    DeclaredModule module = step.state().modules().wanted().get(name);
    if (module == null) {
      boolean down = step.state().header().isTakenDown();
      refuse(
          step,
          name,
          down
              ? "the platform is down; bring it up with 'rouse up'"
              : "no such module; declared are " + namesDeclared(step));
      return null;
    }
    return module;
  }

  private static String namesDeclared(Step step) {
    List<String> names = List.copyOf(step.state().modules().wanted().keySet());
    return names.isEmpty() ? "none: start the executor of the platform" : String.join(", ", names);
  }

  static void refuse(Step step, String subject, String reason) {
    step.decideForPlatform(new Decision.Refused(step.state().header().platform(), subject, reason));
  }
}
