package rouse.core.decide;

import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/** What operators want. A module that is left alone on purpose has not failed. */
public final class OperatorRules {
  private OperatorRules() {}

  static void restart(Step step, Fact.RestartRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module == null || isForItsExecutor(step, module)) {
      return;
    }
    String why = "an operator wants it" + (fact.reason() == null ? "" : ": " + fact.reason());
    for (InstanceState i : step.state().wanted(fact.module())) {
      if (i.desired() == DesiredState.HELD) {
        refuse(step, i.id().toString(), "it is held; release it first");
      } else if (step.state().header().isSilent(module.owner())) {
        refuse(step, i.id().toString(), "host " + module.owner() + " is silent; look there first");
      } else {
        RestartRequests.wished(step, i, module, why);
      }
    }
  }

  static void hold(Step step, Fact.HoldRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module == null) {
      return;
    }
    isForItsExecutor(step, module);
    String why = fact.reason() == null ? "held by an operator" : "held: " + fact.reason();
    step.state().wanted(fact.module()).stream()
        .filter(i -> step.before(i.id()).desired() == DesiredState.RUNNING)
        .forEach(i -> leaveAlone(step, i, why));
  }

  /** No beats are expected, and nothing is recovered. */
  static void leaveAlone(Step step, InstanceState i, String why) {
    WatchDecisions.end(step, i, why);
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "withdrawn");
    }
  }

  static void release(Step step, Fact.ReleaseRequested fact) {
    DeclaredModule module = declared(step, fact.module());
    if (module != null) {
      isForItsExecutor(step, module);
      watchReleased(step);
      ScaleRules.released(step);
    }
  }

  /**
   * What runs is expected to be heard from now on; so is what its executor looks after, of which
   * nobody here asks whether it runs.
   */
  static void watchReleased(Step step) {
    for (InstanceId id : step.evolution().concerned()) {
      InstanceState i = step.get(id);
      boolean released =
          step.before(id).desired() == DesiredState.HELD && i.desired() == DesiredState.RUNNING;
      DeclaredModule module = step.moduleOf(i);
      boolean unasked =
          module != null && !module.isCommanded() && i.seen().observed() == ObservedPhase.UNKNOWN;
      if (released && (i.seen().isUp() || unasked)) {
        WatchDecisions.begin(step, i, module);
      }
      if (released && i.seen().observed() == ObservedPhase.ALIVE && i.effort().proving()) {
        // It has proved itself while it was held.
        RecoveryRules.proven(step, step.get(id));
      }
    }
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
