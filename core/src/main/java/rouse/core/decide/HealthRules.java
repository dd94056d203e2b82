package rouse.core.decide;

import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.IncidentCauses;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/** What Docker's health checks say, whenever that counts. */
final class HealthRules {
  private HealthRules() {}

  static void changed(Step step, Fact.HealthChanged fact) {
    InstanceState i = step.get(fact.instance());
    if (!step.evolution().concerns(i.id()) || fact.by().equals("module")) {
      return;
    }
    DeclaredModule module = step.moduleOf(i);
    ObservedState before = step.before(i.id()).seen();
    boolean back = before.observed().isDoubtful() && i.seen().isUp();
    if (i.seen().incarnation() > before.incarnation() || back) {
      WatchDecisions.begin(step, i, module);
    }
    boolean provenByDocker =
        fact.health() == Fact.Health.HEALTHY && module != null && !module.beatsItself();
    if (provenByDocker && i.seen().observed() == ObservedPhase.STARTING) {
      RecoveryRules.proven(step, i);
    } else {
      judge(step, i.id());
    }
  }

  /** It was found unhealthy just now, or has proved itself. */
  static void judge(Step step, InstanceId id) {
    InstanceState i = step.get(id);
    ObservedState before = step.before(id).seen();
    boolean unhealthy = i.seen().observed() == ObservedPhase.UNHEALTHY;
    boolean news =
        before.observed() != ObservedPhase.UNHEALTHY
            || before.incarnation() != i.seen().incarnation();
    DeclaredModule module = step.moduleOf(i);
    boolean commanded = module != null && module.isCommanded();
    if (unhealthy && news && commanded && i.desired() == DesiredState.RUNNING) {
      RecoveryRules.failed(step, i, module, IncidentCauses.UNHEALTHY, i.seen().reason());
    } else if (i.seen().proven()
        && (i.seen().observed() == ObservedPhase.STARTING || isSpared(step, i))) {
      RecoveryRules.proven(step, i);
    }
  }

  /** It had proved itself while a command was to replace it, and that has left it as it is. */
  private static boolean isSpared(Step step, InstanceState i) {
    return i.seen().observed() == ObservedPhase.ALIVE
        && (i.incident() != null || i.effort().proving())
        && i.desired() == DesiredState.RUNNING
        && i.effort().inFlight() == null
        && step.before(i.id()).hasSuccessorOrdered();
  }

  /** It was unhealthy before anybody wanted it, so nothing has been said of that yet. */
  static boolean isFoundUnhealthy(InstanceState i) {
    return i.seen().observed() == ObservedPhase.UNHEALTHY
        && i.incident() == null
        && !i.effort().underWay();
  }
}
