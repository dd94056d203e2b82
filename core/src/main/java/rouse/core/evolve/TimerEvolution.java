package rouse.core.evolve;

import java.time.Instant;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.text.ReasonNumbers;

/**
 * Deadlines and timers, and the end of remembering. A deadline that is read late accuses nobody:
 * Rouse itself was away, and what would have met it may still stand unread in the log, so it is
 * given once more. Once, and not whenever it is late: to a host whose clock is behind the log's
 * every deadline looks so, and what is excused for ever is never tried again. Only one that is
 * missed by far is given again: then nobody was there the second time either.
 */
public final class TimerEvolution {
  private TimerEvolution() {}

  static void timePassed(Evolution e) {
    IntentEvolution.end(e);
    DeclarationEvolution.bootGivenUp(e);
    BrakeEvolution.timePassed(e);
    for (InstanceId id : e.state().dueAt(e.at())) {
      InstanceState i = e.get(id);
      if (isOverdue(i, e.at())) {
        e.isDue(i);
        overdue(e, i, i.effort().inFlight());
      } else if (i.effort().timer() != null && !i.effort().timer().at().isAfter(e.at())) {
        e.isDue(i);
        e.put(fired(e, i, i.effort().timer()));
      } else if (i.forgottenAt().filter(at -> !at.isAfter(e.at())).isPresent()) {
        e.forget(i);
      }
    }
  }

  /** No outcome came by the deadline of its command. */
  public static boolean isOverdue(InstanceState i, Instant at) {
    CommandInFlight inFlight = i.effort().inFlight();
    return inFlight != null && !inFlight.deadline().isAfter(at);
  }

  private static void overdue(Evolution e, InstanceState i, CommandInFlight command) {
    boolean arrived = i.seen().incarnation() >= command.incarnation() && i.seen().isUp();
    if (isExcused(e.at(), command.deadline(), i.effort().wasGivenOnceMore())) {
      e.put(i.with(i.effort().waitingUntil(command.until(e.at().plus(Timers.SLACK)))));
    } else if (i.isLeftAlone()) {
      e.put(i.with(i.effort().idle()));
    } else if (arrived) {
      e.put(OutcomeEvolution.landed(e, i));
    }
  }

  private static InstanceState fired(Evolution e, InstanceState i, InstanceTimer timer) {
    DeclaredModule module = e.moduleOf(i);
    InstanceState now = i.with(i.effort().withoutTimer());
    return switch (timer.kind()) {
      case RETRY -> {
        boolean asking = i.incident() == null || i.effort().proving();
        if (!asking && module != null && mayHaveBeenHeard(e, i, timer)) {
          Instant until = HostEvolution.mayBeHeardUntil(now, module, e.at());
          var anew = new InstanceTimer(InstanceTimer.Kind.RETRY, until, timer.cause());
          yield now.with(now.effort().with(anew.onceMore()));
        }
        yield asking ? askedAgain(e, now, module, timer) : now;
      }
      case PROVE -> unproven(e, now, module, timer);
      case PROBE -> askedAgain(e, now, module, timer);
      case SETTLE -> now;
    };
  }

  /** Should it not be asked about now, it is later. */
  private static InstanceState askedAgain(
      Evolution e, InstanceState i, DeclaredModule module, InstanceTimer timer) {
    boolean asked =
        module != null
            && module.isCommanded()
            && i.effort().inFlight() == null
            && i.desired() == DesiredState.RUNNING
            && i.seen().observed() == ObservedPhase.UNKNOWN;
    return asked ? i.with(i.effort().with(Timers.probe(e.at(), timer.cause()))) : i;
  }

  /**
   * The observer, who has the first word, has said nothing. Whether it lives is not known then, and
   * what may live is not replaced.
   */
  private static InstanceState unproven(
      Evolution e, InstanceState i, DeclaredModule module, InstanceTimer timer) {
    if (module == null || !isAwaited(i)) {
      return i;
    }
    if (isExcused(e.at(), timer.at(), timer.again())) {
      InstanceTimer anew = Timers.prove(module, e.at(), e.factId());
      return i.with(i.effort().with(anew.onceMore()));
    }
    String reason =
        "not heard within "
            + ReasonNumbers.duration(module.spec().heartbeat().startup())
            + " of its start";
    InstanceState unknown = i.with(i.seen().as(ObservedPhase.UNKNOWN, e.at(), reason));
    boolean failed = i.effort().proving() && module.isCommanded();
    return failed ? unknown : askedAgain(e, unknown, module, timer);
  }

  /** Nobody was there when its turn came: what it has beaten since may stand unread. */
  private static boolean mayHaveBeenHeard(Evolution e, InstanceState i, InstanceTimer timer) {
    return i.seen().observed() == ObservedPhase.SILENT
        && !timer.again()
        && e.at().isAfter(timer.at().plus(Timers.LATE));
  }

  /** Whether it is to be heard and was not; of what has ended it is known why. */
  public static boolean isAwaited(InstanceState i) {
    return i.desired() == DesiredState.RUNNING
        && !i.seen().heard()
        && !i.seen().isPaused()
        && !i.seen().observed().hasEnded();
  }

  private static boolean isExcused(Instant at, Instant due, boolean before) {
    return at.isAfter(due.plus(before ? Timers.MISSED : Timers.LATE));
  }
}
