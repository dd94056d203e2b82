package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.step.CommandFactory;
import rouse.core.step.Step;
import rouse.core.step.WatchDecisions;

/** What follows from what became of commands. */
public final class OutcomeRules {
  /** Longer than the engine's event takes. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

  private OutcomeRules() {}

  static void succeeded(Step step, Fact.CommandSucceeded fact) {
    InstanceState i = step.get(fact.instance());
    boolean runs =
        !fact.result().equals("retired")
            && fact.incarnation() == i.seen().incarnation()
            && !i.seen().observed().hasEnded();
    if (step.evolution().concerns(i.id()) && runs) {
      ContainerRules.ran(step, i.id());
    }
  }

  static void failed(Step step, Fact.CommandFailed fact) {
    InstanceState i = step.get(fact.instance());
    CommandInFlight awaited = step.before(i.id()).effort().inFlight();
    DeclaredModule module = step.moduleOf(i);
    if (module == null || awaited == null || !awaited.commandId().equals(fact.commandId())) {
      return;
    }
    boolean untried = i.effort().inFlight() == null;
    boolean carriedOut = untried && i.effort().proving();
    if (!untried) {
      RecoveryRules.attemptFailed(step, i, module, fact.reason());
    } else if (carriedOut) {
      HealthRules.judge(step, i.id());
    } else if (i.isLeftAlone() || fact.reason().equals(Fact.CommandFailed.PAUSED)) {
      PauseRules.waitForWord(step, i);
    } else if (fact.spares()) {
      spared(step, i, awaited, fact.reason());
    } else {
      HealthRules.judge(step, i.id());
      sendAgain(step, step.get(i.id()), module, awaited);
    }
  }

  /**
   * The executor looked again before it stopped what runs. This fact stands in the log behind all
   * that had been told by then, so what was heard meanwhile is known now.
   */
  private static void spared(Step step, InstanceState i, CommandInFlight awaited, String reason) {
    if (i.incident() != null) {
      // That its check passes is on its way as a fact; until then it would be ordered once more.
      boolean toBeTold =
          reason.equals(Fact.CommandFailed.HEALTHY_AGAIN) && i.seen().observed().hangs();
      Instant until = toBeTold ? step.at().plus(LOOK_AGAIN) : null;
      String text = "left alone: " + awaited.commandId() + ": " + reason;
      step.decide(new Decision.Deferred(i.id(), i.incident().id(), until, text));
    }
    HealthRules.judge(step, i.id());
  }

  /**
   * The command was late by the log's own clock: decided on a fact that had waited to be read, or
   * left lying by an executor that was away. Nothing was tried, so nothing has failed.
   */
  private static void sendAgain(
      Step step, InstanceState i, DeclaredModule module, CommandInFlight late) {
    String reason = "sent again: " + late.commandId() + " was read after its deadline";
    String incident = i.incident() == null ? null : i.incident().id();
    step.decide(new Decision.Deferred(i.id(), incident, null, reason));
    InstanceState after = step.get(i.id());
    if (after.desired() != DesiredState.RUNNING) {
      return;
    }
    if (late.verb() == CommandKind.RETIRE && after.seen().isUp()) {
      WatchDecisions.begin(step, after, module);
    } else if (late.verb() == CommandKind.REPLACE && isFinished(after)) {
      // Nothing but somebody's wish runs it again, and that wish was this command.
      CommandFactory.start(step, after, module, late.verb(), reason);
    } else if (isAnothers(after, late) && !after.seen().isUp()) {
      // It failed while the wish was under way, so its own pause has not begun.
      RecoveryRules.planRetry(step, after, module);
    }
  }

  private static boolean isAnothers(InstanceState i, CommandInFlight late) {
    return i.incident() != null && !i.incident().id().equals(late.incidentId());
  }

  private static boolean isFinished(InstanceState i) {
    boolean failed = i.incident() != null && i.incident().failed();
    return failed || i.seen().observed() == ObservedPhase.COMPLETED;
  }
}
