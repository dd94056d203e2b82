package rouse.core.decide;

import java.util.List;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.Desired;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Observed;
import rouse.core.state.Timer;

/** What operators want. A module that is left alone on purpose has not failed. */
public final class OperatorRules {
  private OperatorRules() {}

  static void restart(Step step, Fact.RestartRequested fact) {
    Module module = commanded(step, fact.module());
    if (module == null) {
      return;
    }
    String why = "an operator wants it" + (fact.reason() == null ? "" : ": " + fact.reason());
    for (InstanceState i : Slots.wanted(step.state(), fact.module())) {
      if (i.desired() == Desired.HELD) {
        refuse(step, i.id().toString(), "it is held; release it first");
      } else if (step.state().header().isSilent(module.owner())) {
        refuse(step, i.id().toString(), "host " + module.owner() + " is silent; look there first");
      } else {
        Restarts.wish(step, i, module, why);
      }
    }
  }

  static void holdAll(Step step, Fact.HoldRequested fact) {
    Module module = commanded(step, fact.module());
    if (module != null) {
      String why = fact.reason() == null ? "held by an operator" : "held: " + fact.reason();
      Slots.wanted(step.state(), fact.module()).stream()
          .filter(i -> i.desired() == Desired.RUNNING)
          .forEach(i -> hold(step, i, why));
    }
  }

  /** No beats are expected, nothing is recovered, until it is released. */
  static void hold(Step step, InstanceState i, String why) {
    step.put(i.with(Desired.HELD).with(i.effort().with((Timer) null).wishing(null)));
    Watching.end(step, step.get(i.id()), why);
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "withdrawn");
    }
  }

  static void release(Step step, Fact.ReleaseRequested fact) {
    Module module = commanded(step, fact.module());
    if (module == null) {
      return;
    }
    for (InstanceState i : Slots.wanted(step.state(), fact.module())) {
      if (i.desired() == Desired.HELD) {
        step.put(i.with(Desired.RUNNING));
        if (i.seen().isUp()) {
          Watching.begin(step, step.get(i.id()), module);
        } else if (i.seen().observed() == Observed.UNKNOWN) {
          // nobody was to ask about it while it was held
          var probe = new Timer(Timer.Kind.PROBE, step.at(), step.factId());
          step.put(step.get(i.id()).with(i.effort().with(probe)));
        }
      }
    }
  }

  /** The module, if it is declared and ours to command; else says why not. */
  static Module commanded(Step step, String name) {
    Module module = step.state().modules().wanted().get(name);
    if (module == null) {
      refuse(step, name, "no such module; declared are " + declared(step));
      return null;
    }
    if (!module.isCommanded()) {
      refuse(step, name, "its executor, host " + module.owner() + ", looks after it by itself");
      return null;
    }
    return module;
  }

  private static String declared(Step step) {
    List<String> names = List.copyOf(step.state().modules().wanted().keySet());
    return names.isEmpty() ? "none: start the executor of the platform" : String.join(", ", names);
  }

  static void refuse(Step step, String subject, String reason) {
    step.decideForPlatform(new Decision.Refused(step.state().header().platform(), subject, reason));
  }
}
