package rouse.core.decide;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformHeader;
import rouse.core.state.PlatformState;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/**
 * A declaration is compared with what is there. What it says becomes what is wanted; who then
 * starts, replaces or retires anything is {@link Reconciler}, in the order of the dependencies.
 */
public final class PlanRules {
  private PlanRules() {}

  static void declared(Step step) {
    if (step.evolution().declared().isEmpty()) {
      announce(step, Set.of());
    } else {
      comeUp(step);
    }
  }

  /** Those whose declarations count from now on, be it since nobody boots the platform any more. */
  static void comeUp(Step step) {
    Map<String, Boolean> hosts = step.evolution().declared();
    if (hosts.isEmpty()) {
      return;
    }
    if (!step.state().header().isTakenDown()) {
      hosts.keySet().forEach(each -> HostRules.watch(step, each));
    }
    judgeAnew(step);
    SlotRules.closeDropped(step);
    OperatorRules.watchReleased(step);
    UpdateRules.declared(step, hosts);
    announce(step, hosts.keySet());
  }

  /** Another definition: how the one before failed says nothing of it. */
  private static void judgeAnew(Step step) {
    for (InstanceId id : step.evolution().concerned()) {
      InstanceState i = step.get(id);
      DeclaredModule former = step.evolution().modulesBefore().wanted().get(id.module());
      DeclaredModule now = step.state().modules().wanted().get(id.module());
      boolean another = former != null && now != null && now.isAnotherThan(former);
      if (another && i.incident() != null && i.incident().failed()) {
        RecoveryRules.close(step, i, "withdrawn");
      }
    }
  }

  /**
   * One executor at a time clears what earlier runs logged, and only while nothing runs: of its own
   * host it knows by itself, of the others the log does.
   */
  static void bootRequested(Step step, Fact.BootRequested fact) {
    PlatformHeader header = step.state().header();
    String host = fact.host().id();
    String against = null;
    if (header.isBootedElsewhere(host, step.at())) {
      against = "host " + header.boot().host() + " boots it since " + header.boot().since();
    } else if (!fact.idle()) {
      against = "modules run here: these are the logs of this run";
    } else {
      against =
          step.state().instances().stream()
              .filter(i -> mayRunElsewhere(step.state(), i, host))
              .findFirst()
              .map(i -> i.id() + " may run on another host: these are the logs of this run")
              .orElse(null);
    }
    step.decideForPlatform(
        new Decision.BootDecided(
            header.platform(), host, against == null, against == null ? "nothing runs" : against));
  }

  private static boolean mayRunElsewhere(PlatformState state, InstanceState i, String host) {
    DeclaredModule module = state.modules().get(i.id().module());
    boolean absent = i.seen().observed() == ObservedPhase.ABSENT || i.seen().observed().hasEnded();
    return module != null
        && module.isCommanded()
        && !module.owner().equals(host)
        && (!absent || i.effort().underWay());
  }

  private static void announce(Step step, Set<String> hosts) {
    PlatformState state = step.state();
    DeclarationPlan planned = new DeclarationPlan(state);
    List<InstanceId> concerned = new ArrayList<>();
    for (String name : state.modules().bootOrder()) {
      DeclaredModule module = state.modules().get(name);
      if (hosts.contains(module.owner())) {
        planned.look(name, module);
        state.instancesOf(name).forEach(i -> concerned.add(i.id()));
      }
    }
    DecisionRecord plan = step.decideForPlatform(planned.decision());
    for (InstanceId id : concerned) {
      step.causedBy(id, plan.id());
      InstanceState i = step.get(id);
      if (i.seen().isUp()) {
        // What ran before anybody declared it is watched from now on.
        WatchDecisions.begin(step, i, step.moduleOf(i));
      }
    }
  }

  static void withdrawn(Step step) {
    SlotRules.closeDropped(step);
  }
}
