package rouse.core.decide;

import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.step.Step;

/** Somebody says that a module is faulty: found alive, joined to its recovery, or recovered. */
public final class FaultRules {
  private FaultRules() {}

  static void reported(Step step, InstanceId id, String by, String reason) {
    InstanceState i = step.state().instance(id);
    boolean declared =
        i != null && (i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.HELD);
    if (!declared) {
      refuseUnknown(step, id);
    } else if (isAlive(i)) {
      step.decide(
          new Decision.FoundAlive(
              id, i.seen().incarnation(), i.seen().containerId(), i.seen().ip()));
    } else if (i.desired() == DesiredState.HELD) {
      OperatorRules.refuse(step, id.toString(), "it is held; release it first");
    } else if (i.seen().isPaused()) {
      OperatorRules.refuse(
          step, id.toString(), "somebody paused it; unpause it, or restart it with rouse restart");
    } else if (i.seen().observed() == ObservedPhase.COMPLETED) {
      OperatorRules.refuse(step, id.toString(), "it is a one-shot and has completed");
    } else if (i.incident() != null && i.incident().failed()) {
      OperatorRules.refuse(
          step,
          id.toString(),
          "it has failed and is not run again; rouse restart "
              + id.module()
              + " runs it once more");
    } else if (!step.moduleOf(i).isCommanded()) {
      OperatorRules.commanded(step, id.module());
    } else if (i.incident() != null) {
      step.decide(new Decision.ReportJoined(id, i.incident().id()));
    } else {
      String who = by == null ? "" : " by " + by;
      String why = reason == null ? "" : ": " + reason;
      RecoveryRules.reported(step, i, "reported" + who + why);
    }
  }

  /** Also one that has only to stay so until its incident is over. */
  private static boolean isAlive(InstanceState i) {
    boolean settled = i.incident() == null || i.effort().isSettling();
    return i.seen().observed() == ObservedPhase.ALIVE && settled;
  }

  private static void refuseUnknown(Step step, InstanceId id) {
    if (step.state().modules().isWanted(id.module())) {
      int count = step.state().wanted(id.module()).size();
      OperatorRules.refuse(step, id.toString(), "no such slot: " + id.module() + " has " + count);
    } else {
      OperatorRules.commanded(step, id.module());
    }
  }
}
