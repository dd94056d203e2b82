package rouse.core.decide;

import rouse.core.evolve.TimerEvolution;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/** What follows when deadlines and timers are due. */
public final class TimerRules {
  private TimerRules() {}

  static void timePassed(Step step) {
    OperatorRules.watchReleased(step);
    SlotRules.closeDropped(step);
    PlanRules.comeUp(step);
    ScaleRules.released(step);
    UpdateRules.expire(step);
    BrakeRules.timePassed(step);
    for (InstanceState was : step.evolution().due()) {
      InstanceState now = step.get(was.id());
      if (TimerEvolution.isOverdue(was, step.at())) {
        overdue(step, was.effort().inFlight(), now);
      } else {
        fired(step, was.effort().timer(), now);
      }
    }
  }

  /** Of a command that nothing speaks for; else its outcome is awaited longer, or known. */
  private static void overdue(Step step, CommandInFlight command, InstanceState i) {
    DeclaredModule module = step.moduleOf(i);
    if (module != null && command.equals(i.effort().inFlight())) {
      step.causedBy(i.id(), command.decisionId());
      RecoveryRules.attemptFailed(
          step, i, module, "no outcome by " + command.deadline() + hostOf(step, module));
    }
  }

  private static String hostOf(Step step, DeclaredModule module) {
    boolean silent = step.state().header().isSilent(module.owner());
    return silent ? "; host " + module.owner() + " is silent" : "";
  }

  private static void fired(Step step, InstanceTimer timer, InstanceState i) {
    step.causedBy(i.id(), timer.cause());
    switch (timer.kind()) {
      case RETRY, PROBE -> ask(step, i);
      case PROVE -> unproven(step, i);
      case SETTLE -> settled(step, i);
    }
  }

  private static void settled(Step step, InstanceState i) {
    boolean alive =
        i.seen().observed() == ObservedPhase.ALIVE && i.desired() == DesiredState.RUNNING;
    if (alive && i.incident() != null) {
      RecoveryRules.settled(step, i);
    }
  }

  /**
   * The observer is told anew what to expect, when it is known what runs. Nobody here asks about a
   * module that its executor looks after: it stays watched, so that its beats are told.
   */
  private static void unproven(Step step, InstanceState i) {
    boolean excused = i.effort().timer() != null && i.effort().timer().again();
    DeclaredModule module = step.moduleOf(i);
    if (module == null || excused || !module.isCommanded() || !TimerEvolution.isAwaited(i)) {
      return;
    }
    WatchDecisions.end(step, i, "nothing was said of it");
    InstanceState after = step.get(i.id());
    if (i.effort().proving()) {
      RecoveryRules.attemptFailed(step, after, module, i.seen().reason());
    } else {
      ask(step, after);
    }
  }

  /**
   * Asks the executor, whose answer to this command touches nothing that runs. It would start what
   * does not, so the order of starts holds here too; until then it is asked later.
   */
  private static void ask(Step step, InstanceState i) {
    InstanceTimer later = i.effort().timer();
    if (later == null || later.kind() != InstanceTimer.Kind.PROBE) {
      return;
    }
    DeclaredModule module = step.moduleOf(i);
    boolean reachable = !step.state().header().isSilent(module.owner());
    if (reachable && BootOrder.obstacleToStart(step.state(), module).isEmpty()) {
      CommandFactory.start(step, i, module, CommandKind.ENSURE_RUNNING, "nothing is heard of it");
    }
  }
}
