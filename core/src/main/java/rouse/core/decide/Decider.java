package rouse.core.decide;

import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Fact;
import rouse.core.state.DecisionRecord;
import rouse.core.state.PlatformState;
import rouse.core.step.Step;

/**
 * Facts in, decisions out: the one place where anything is concluded about a platform. It knows no
 * clock: the time of a fact is that of its record in the log, and timers fire when {@code
 * TimePassed} is read.
 */
public final class Decider {
  private Decider() {}

  /**
   * Takes in one fact. Afterwards the state has taken in the fact and every decision.
   *
   * @param at broker time of the fact's record
   * @param factId id of the fact; one that was processed already does nothing
   * @return what was decided, in order
   */
  public static List<DecisionRecord> decide(
      PlatformState state, Instant at, String factId, Fact fact) {
    Step step = new Step(state, at, factId, isRequest(fact));
    if (!step.take(fact)) {
      return List.of();
    }
    switch (fact) {
      case Fact.PlatformDeclared f -> PlanRules.declared(step);
      case Fact.PlatformWithdrawn f -> PlanRules.withdrawn(step);
      case Fact.BootRequested f -> PlanRules.bootRequested(step, f);
      case Fact.InstanceHeard f -> BeatRules.heard(step, f);
      case Fact.InstanceSilent f -> BeatRules.silent(step, f);
      case Fact.ContainerStarted f -> ContainerRules.started(step, f);
      case Fact.ContainerDied f -> ContainerRules.died(step, f);
      case Fact.ContainerEvidence f -> IncidentAlerts.explain(step, f);
      case Fact.ContainerStoppedByOperator f -> ContainerRules.stoppedByOperator(step, f);
      case Fact.ContainerPaused f -> PauseRules.paused(step, f);
      case Fact.ContainerUnpaused f -> PauseRules.unpaused(step, f);
      case Fact.HealthChanged f -> HealthRules.changed(step, f);
      case Fact.HealthProbed f -> {
        // Whoever waited for it is looked at below.
      }
      case Fact.HostHeard f -> HostRules.heard(step, f);
      case Fact.HostSilent f -> HostRules.silent(step, f);
      case Fact.FaultReported f -> FaultRules.reported(step, f.instance(), f.by(), f.reason());
      case Fact.WorkerRequested f -> WorkerRules.requested(step, f);
      case Fact.ScaleRequested f -> WorkerRules.scaled(step, f);
      case Fact.RestartRequested f -> OperatorRules.restart(step, f);
      case Fact.HoldRequested f -> OperatorRules.hold(step, f);
      case Fact.ReleaseRequested f -> OperatorRules.release(step, f);
      case Fact.CommandSucceeded f -> OutcomeRules.succeeded(step, f);
      case Fact.CommandFailed f -> OutcomeRules.failed(step, f);
      case Fact.DecisionReported f -> step.report(f);
      case Fact.TimePassed f -> TimerRules.timePassed(step);
      case Fact.ObserverBlind f -> {
        // Nobody was accused while nobody looked; it is shown with the events.
      }
      case Fact.LoadObserved f -> ScaleRules.observed(step, f);
    }
    BrakeRules.judge(step, fact);
    UpdateRules.judge(step);
    do {
      Reconciler.settle(step);
    } while (UpdateTurns.advance(step));
    IncidentAlerts.decide(step);
    return List.copyOf(step.decisions());
  }

  /** Somebody's wish: what follows from it belongs together. */
  private static boolean isRequest(Fact fact) {
    return switch (fact) {
      case Fact.PlatformDeclared f -> true;
      case Fact.PlatformWithdrawn f -> true;
      case Fact.BootRequested f -> true;
      case Fact.FaultReported f -> true;
      case Fact.WorkerRequested f -> true;
      case Fact.ScaleRequested f -> true;
      case Fact.RestartRequested f -> true;
      case Fact.HoldRequested f -> true;
      case Fact.ReleaseRequested f -> true;
      default -> false;
    };
  }
}
