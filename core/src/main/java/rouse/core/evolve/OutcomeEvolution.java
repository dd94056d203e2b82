package rouse.core.evolve;

import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;

/** What became of commands. An outcome of one that is no longer awaited is evidence, no more. */
final class OutcomeEvolution {
  private static final String RETIRED = "retired";
  private static final String STARTED = "started";

  /** The executor's word for a command whose deadline had passed when it was read. */
  private static final String EXPIRED = "expired";

  private OutcomeEvolution() {}

  static void succeeded(Evolution e, Fact.CommandSucceeded fact) {
    InstanceState i = e.get(fact.instance());
    CommandInFlight inFlight = i.effort().inFlight();
    boolean awaited = inFlight != null && inFlight.commandId().equals(fact.commandId());
    if (fact.result().equals(RETIRED)) {
      if (awaited) {
        ObservedState left =
            ObservedState.newer(i.seen().incarnation(), ObservedPhase.ABSENT, e.at());
        e.put(i.with(left).with(i.effort().idle()));
      }
      return;
    }
    if (isOver(i, fact)) {
      e.put(awaited ? i.with(i.effort().idle()) : i);
      return;
    }
    if (awaited) {
      e.put(landed(e, i));
    }
    InstanceState now = ContainerEvolution.known(e, i.id(), fact.incarnation());
    if (now == null) {
      return;
    }
    boolean news = fact.incarnation() > now.seen().incarnation();
    boolean alreadyEnded = !news && !awaited;
    if (fact.incarnation() >= now.seen().incarnation() && !alreadyEnded) {
      e.put(
          ContainerEvolution.ran(e, now, fact.incarnation(), fact.containerId(), fact.ip(), null));
    }
  }

  /**
   * It tells of the run whose end has been told: an executor that died says so to its successor.
   */
  private static boolean isOver(InstanceState i, Fact.CommandSucceeded fact) {
    return fact.result().equals(STARTED)
        && i.seen().observed().hasEnded()
        && fact.incarnation() == i.seen().incarnation()
        && i.seen().containerId() != null
        && i.seen().containerId().equals(fact.containerId());
  }

  /** Carried out; what it brought has its startup time to prove itself. */
  static InstanceState landed(Evolution e, InstanceState i) {
    DeclaredModule module = e.moduleOf(i);
    InstanceTimer prove =
        module == null || i.seen().heard() ? null : Timers.prove(module, e.at(), e.factId());
    return i.with(i.effort().landed(prove));
  }

  static void failed(Evolution e, Fact.CommandFailed fact) {
    InstanceState i = e.get(fact.instance());
    CommandInFlight inFlight = i.effort().inFlight();
    boolean awaited = inFlight != null && inFlight.commandId().equals(fact.commandId());
    if (e.moduleOf(i) == null || !awaited) {
      return;
    }
    Instant deadline = i.effort().lastCommand().deadline();
    boolean late = fact.reason().equals(EXPIRED) && e.at().isAfter(deadline);
    boolean arrived =
        i.seen().incarnation() >= inFlight.incarnation()
            && i.seen().isUp()
            && i.desired() == DesiredState.RUNNING;
    if (late && arrived) {
      // An executor that died before it could say so had carried it out.
      e.put(landed(e, i));
    } else if (i.isLeftAlone() || fact.spares() || late) {
      e.put(untried(i));
    }
  }

  /** Nothing was tried, so nothing has failed: as if the command had not been sent. */
  private static InstanceState untried(InstanceState i) {
    CommandInFlight command = i.effort().inFlight();
    boolean counted =
        i.incident() != null
            && i.incident().id().equals(command.incidentId())
            && !i.attempts().isEmpty();
    List<Instant> attempts =
        counted ? i.attempts().subList(0, i.attempts().size() - 1) : i.attempts();
    InstanceState now = i.with(i.effort().idle()).withAttempts(attempts);
    return wishedStill(counted ? now.withIncident(i.incident().untried()) : now, command);
  }

  /** A restart that somebody wished is wished until it was tried. */
  private static InstanceState wishedStill(InstanceState i, CommandInFlight command) {
    boolean wished =
        command.verb() == CommandKind.REPLACE
            && command.incidentId() == null
            && !i.isRestartPending()
            && i.desired() == DesiredState.RUNNING
            && !i.seen().isPaused();
    var wish =
        new RecoveryProgress.Restart(
            i.seen().incarnation(), "it was wished and not tried", i.effort().request(), false);
    return wished ? i.with(i.effort().wishing(wish)) : i;
  }
}
