package rouse.core.evolve;

import rouse.contracts.event.Fact;
import rouse.core.text.EvidenceText;

/** What a fact changes in the state, before any rule looks at it. */
final class FactEvolution {
  private FactEvolution() {}

  static void evolve(Evolution e, Fact fact) {
    switch (fact) {
      case Fact.PlatformDeclared f -> DeclarationEvolution.declared(e, f);
      case Fact.PlatformWithdrawn f -> DeclarationEvolution.withdrawn(e);
      case Fact.InstanceHeard f -> BeatEvolution.heard(e, f);
      case Fact.InstanceSilent f -> BeatEvolution.silent(e, f);
      case Fact.ContainerStarted f -> ContainerEvolution.started(e, f);
      case Fact.ContainerDied f -> ContainerEvolution.died(e, f);
      case Fact.ContainerStoppedByOperator f -> ContainerEvolution.stoppedByOperator(e, f);
      case Fact.ContainerPaused f -> PauseEvolution.paused(e, f);
      case Fact.ContainerUnpaused f -> PauseEvolution.unpaused(e, f);
      case Fact.HealthChanged f -> HealthEvolution.changed(e, f);
      case Fact.HealthProbed f -> HealthEvolution.probed(e, f);
      case Fact.HostHeard f -> HostEvolution.heard(e, f);
      case Fact.HostSilent f -> HostEvolution.silent(e, f);
      case Fact.ScaleRequested f -> IntentEvolution.scaled(e, f);
      case Fact.RestartRequested f -> IntentEvolution.restart(e, f);
      case Fact.HoldRequested f -> IntentEvolution.hold(e, f);
      case Fact.ReleaseRequested f -> IntentEvolution.release(e, f);
      case Fact.CommandSucceeded f -> OutcomeEvolution.succeeded(e, f);
      case Fact.CommandFailed f -> OutcomeEvolution.failed(e, f);
      case Fact.TimePassed f -> TimerEvolution.timePassed(e);
      case Fact.ContainerEvidence f ->
          e.put(UpdateEvolution.evolve(e.state().header(), f, EvidenceText.lastLines(f)));
      case Fact.BootRequested f -> {
        // Whoever boots is decided.
      }
      case Fact.FaultReported f -> {
        // Somebody's opinion; what follows is decided.
      }
      case Fact.WorkerRequested f -> {
        // Whether it is given is decided.
      }
      case Fact.DecisionReported f -> {
        // It is recorded.
      }
      case Fact.ObserverBlind f -> {
        // Nobody was accused while nobody looked; it is shown with the events.
      }
      case Fact.LoadObserved f -> LoadEvolution.observed(e, f);
    }
  }
}
