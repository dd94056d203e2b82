package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.CommandInFlight;
import rouse.core.state.CommandKind;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ObservedPhase;
import rouse.core.text.ReasonNumbers;

/**
 * Deadlines and timers, and the end of remembering. A deadline that is read late accuses nobody:
 * Rouse itself was away, and what would have met it may still stand unread in the log, so it is
 * given once more. Once, and not whenever it is late: to a host whose clock is behind the log's
 * every deadline looks so, and what is excused for ever is never tried again.
 */
public final class TimerRules {
  static final Duration LATE = Duration.ofSeconds(2);

  private TimerRules() {}

  static void timePassed(Step step) {
    OperatorRules.endIntents(step);
    UpdateRules.expire(step);
    for (InstanceId id : step.state().dueAt(step.at())) {
      InstanceState i = step.get(id);
      CommandInFlight inFlight = i.effort().inFlight();
      if (inFlight != null && !inFlight.deadline().isAfter(step.at())) {
        overdue(step, i, inFlight);
      } else if (i.effort().timer() != null && !i.effort().timer().at().isAfter(step.at())) {
        fired(step, i, i.effort().timer());
      } else if (i.forgottenAt().filter(at -> !at.isAfter(step.at())).isPresent()) {
        step.state().forget(i);
      }
    }
  }

  /** What a new container has to be heard; the observer's own verdict comes first if it beats. */
  static InstanceTimer prove(Step step, DeclaredModule module) {
    Duration startup = module.spec().heartbeat().startup();
    Duration slack = module.beatsItself() ? CommandFactory.SLACK : Duration.ZERO;
    return new InstanceTimer(
        InstanceTimer.Kind.PROVE, step.at().plus(startup).plus(slack), step.factId());
  }

  private static void overdue(Step step, InstanceState i, CommandInFlight command) {
    DeclaredModule module = step.moduleOf(i);
    if (isLate(step, command.deadline()) && !i.effort().wasGivenOnceMore()) {
      step.put(
          i.with(i.effort().waitingUntil(command.until(step.at().plus(CommandFactory.SLACK)))));
      return;
    }
    if (PauseRules.isLeftAlone(i)) {
      step.put(i.with(i.effort().idle()));
      return;
    }
    step.causedBy(i.id(), command.decisionId());
    boolean arrived = i.seen().incarnation() >= command.incarnation() && i.seen().isUp();
    if (arrived) {
      OutcomeRules.landed(step, i);
    } else if (module != null) {
      RecoveryRules.attemptFailed(
          step, i, module, "no outcome by " + command.deadline() + hostOf(step, module));
    }
  }

  private static String hostOf(Step step, DeclaredModule module) {
    boolean silent = step.state().header().isSilent(module.owner());
    return silent ? "; host " + module.owner() + " is silent" : "";
  }

  private static void fired(Step step, InstanceState i, InstanceTimer timer) {
    step.causedBy(i.id(), timer.cause());
    DeclaredModule module = step.moduleOf(i);
    InstanceState now = i.with(i.effort().with((InstanceTimer) null));
    switch (timer.kind()) {
      case RETRY -> retry(step, now, module);
      case PROVE -> unproven(step, now, module, timer);
      case PROBE -> probe(step, now, module);
      case SETTLE -> settled(step, now);
    }
  }

  /** What may live is asked about and not started over. */
  private static void retry(Step step, InstanceState i, DeclaredModule module) {
    boolean asking = i.incident() == null || i.effort().proving();
    if (i.seen().observed() == ObservedPhase.UNKNOWN && asking) {
      probe(step, i, module);
    } else {
      step.put(i);
    }
  }

  private static void settled(Step step, InstanceState i) {
    step.put(i);
    boolean alive =
        i.seen().observed() == ObservedPhase.ALIVE && i.desired() == DesiredState.RUNNING;
    if (alive && i.incident() != null) {
      RecoveryRules.settled(step, i);
    }
  }

  private static void unproven(
      Step step, InstanceState i, DeclaredModule module, InstanceTimer timer) {
    boolean judged = i.desired() == DesiredState.RUNNING && !i.seen().isPaused();
    if (module == null || i.seen().heard() || !judged) {
      step.put(i);
      return;
    }
    if (isLate(step, timer.at()) && !timer.again()) {
      InstanceTimer anew = prove(step, module);
      step.put(i.with(i.effort().with(anew.onceMore())));
      return;
    }
    String reason =
        "not heard within "
            + ReasonNumbers.duration(module.spec().heartbeat().startup())
            + " of its start";
    // The observer, who has the first word, has said nothing. Whether it lives is not known then,
    // and what may live is not replaced; the observer is told anew what to expect.
    InstanceState unknown = i.with(i.seen().as(ObservedPhase.UNKNOWN, step.at(), reason));
    step.put(unknown);
    WatchDecisions.end(step, unknown, "nothing was said of it");
    InstanceState after = step.get(i.id());
    if (i.effort().proving() && module.isCommanded()) {
      RecoveryRules.attemptFailed(step, after, module, reason);
    } else {
      probe(step, after, module);
    }
  }

  /**
   * Asks the executor, whose answer to this command touches nothing that runs. It would start what
   * does not, so the order of starts holds here too; until then it is asked later.
   */
  private static void probe(Step step, InstanceState i, DeclaredModule module) {
    step.put(i);
    boolean asked =
        module != null
            && module.isCommanded()
            && i.effort().inFlight() == null
            && i.desired() == DesiredState.RUNNING
            && i.seen().observed() == ObservedPhase.UNKNOWN;
    if (!asked) {
      return;
    }
    boolean reachable = !step.state().header().isSilent(module.owner());
    if (reachable && BootOrder.obstacleToStart(step.state(), module).isEmpty()) {
      CommandFactory.start(step, i, module, CommandKind.ENSURE_RUNNING, "nothing is heard of it");
    } else {
      InstanceTimer again =
          new InstanceTimer(
              InstanceTimer.Kind.PROBE,
              step.at().plus(BeatRules.PROBE_AFTER),
              step.causeOf(i.id()));
      step.put(i.with(i.effort().with(again)));
    }
  }

  private static boolean isLate(Step step, Instant due) {
    return step.at().isAfter(due.plus(LATE));
  }
}
