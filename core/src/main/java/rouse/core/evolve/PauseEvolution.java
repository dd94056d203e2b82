package rouse.core.evolve;

import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.RecoveryProgress;

/** Containers that somebody paused. */
final class PauseEvolution {
  private PauseEvolution() {}

  static void paused(Evolution e, Fact.ContainerPaused fact) {
    InstanceState i = ContainerEvolution.known(e, fact.instance(), fact.incarnation());
    if (i == null || ContainerEvolution.isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    ObservedState seen =
        ContainerEvolution.of(i, fact.incarnation(), fact.containerId(), e.at())
            .as(ObservedPhase.PAUSED, e.at(), "paused by an operator");
    e.put(i.with(seen).with(settled(i.effort())));
  }

  /** A command under way is still answered; a restart wished before the pause is void. */
  private static RecoveryProgress settled(RecoveryProgress effort) {
    RecoveryProgress now = effort.inFlight() != null ? effort.withoutTimer() : effort.idle();
    return now.restart() == null || now.restart().follows() ? now : now.wishing(null);
  }

  static void unpaused(Evolution e, Fact.ContainerUnpaused fact) {
    InstanceState i = e.get(fact.instance());
    ObservedState seen = i.seen();
    if (!seen.isPaused()
        || ContainerEvolution.isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    InstanceState now = i.with(seen.unheard().as(ObservedPhase.STARTING, e.at(), null));
    DeclaredModule module = e.moduleOf(now);
    if (module != null && now.effort().inFlight() == null) {
      now = now.with(now.effort().idle().with(Timers.prove(module, e.at(), e.factId())));
    }
    // Docker tells of changes only, and what it said last came before or during the pause.
    e.put(HealthEvolution.judged(now, e.at()));
  }
}
