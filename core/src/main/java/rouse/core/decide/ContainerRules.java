package rouse.core.decide;

import java.util.Objects;
import rouse.contracts.event.Decision;
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

/** What follows from what Docker says. */
public final class ContainerRules {
  private ContainerRules() {}

  static void started(Step step, Fact.ContainerStarted fact) {
    if (step.evolution().concerns(fact.instance())) {
      ran(step, fact.instance());
    }
  }

  /** Evidence, by a fact or by an outcome, that the incarnation that is seen runs. */
  static void ran(Step step, InstanceId id) {
    InstanceState i = step.get(id);
    DeclaredModule module = step.moduleOf(i);
    ObservedState before = step.before(id).seen();
    boolean another =
        before.containerId() != null
            && !Objects.equals(before.containerId(), i.seen().containerId());
    boolean restarted = another || before.observed() == ObservedPhase.DEAD;
    if (restarted && before.incarnation() == i.seen().incarnation() && module != null) {
      // The beats of the container before it are none of this one's: it has its startup time too.
      step.decide(new Decision.WatchEnded(id, before.incarnation(), "another container"));
    }
    WatchDecisions.begin(step, step.get(id), module);
    HealthRules.judge(step, id);
  }

  static void died(Step step, Fact.ContainerDied fact) {
    InstanceState i = step.get(fact.instance());
    DeclaredModule module = step.moduleOf(i);
    if (!step.evolution().concerns(i.id()) || module == null || i.hasSuccessorOrdered()) {
      return;
    }
    if (ExitRules.isDone(module, i.seen().end())) {
      completed(step, i);
    } else if (module.isCommanded() && i.desired() == DesiredState.RUNNING) {
      RecoveryRules.failed(step, i, module, IncidentCauses.DIED, i.seen().reason());
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
    InstanceState i = step.get(fact.instance());
    boolean held =
        i.desired() == DesiredState.HELD && step.before(i.id()).desired() == DesiredState.RUNNING;
    if (held) {
      OperatorRules.leaveAlone(step, i, "stopped by an operator");
    }
  }
}
