package rouse.core.decide;

import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.core.state.CommandInFlight;
import rouse.core.state.CommandKind;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.RecoveryProgress;

/** Restarts that somebody wishes: what serves is replaced in turn, {@link RollingReplacement}. */
public final class RestartRequests {

  private RestartRequests() {}

  /** An operator's: what does not serve is replaced at once; what does waits for its turn. */
  static void wish(Step step, InstanceState i, DeclaredModule module, String why) {
    CommandInFlight inFlight = i.effort().inFlight();
    if (inFlight == null && !i.seen().isUp()) {
      InstanceState now = i.seen().isPaused() ? PauseRules.overrule(step, i, why) : i;
      CommandFactory.start(step, now, module, CommandKind.REPLACE, why);
      return;
    }
    long running = i.seen().incarnation();
    long unwanted = isPending(i) ? i.effort().restart().incarnation() : running;
    var wish = new RecoveryProgress.Restart(Math.max(running, unwanted), why, step.factId(), false);
    step.put(i.with(i.effort().wishing(wish)));
    if (inFlight != null) {
      step.decide(new Decision.Deferred(i.id(), null, null, "waits for " + inFlight.commandId()));
    }
  }

  /**
   * What lives on while one that it depends on was replaced is replaced as well, {@link
   * DependentRestarts}. A command under way was given before that, so what it brings is not meant
   * to stay either.
   */
  static void wishToFollow(Step step, InstanceState i, InstanceState replaced) {
    if (isPending(i) && i.effort().restart().incarnation() >= i.highest()) {
      return;
    }
    String request =
        replaced.incident() == null ? step.requestFor(replaced) : replaced.incident().id();
    String why = replaced.id() + " was replaced, on which it depends";
    step.put(
        i.with(i.effort().wishing(new RecoveryProgress.Restart(i.highest(), why, request, true))));
  }

  /** Whether the container that shall not stay is still the newest, and its work not done. */
  static boolean isPending(InstanceState i) {
    RecoveryProgress.Restart wish = i.effort().restart();
    return wish != null
        && i.desired() == DesiredState.RUNNING
        && i.seen().observed() != ObservedPhase.COMPLETED
        && i.seen().incarnation() <= wish.incarnation();
  }

  /** Whether it is to be replaced now; ends the wish when it is hopeless. */
  static boolean isTurnOf(Step step, InstanceState i, DeclaredModule module) {
    if (!isPending(i) || i.seen().observed() != ObservedPhase.ALIVE) {
      return false;
    }
    if (i.effort().restart().follows()) {
      Optional<String> dependency = BootOrder.obstacleToFollow(step.state(), module);
      if (dependency.isPresent()) {
        step.deferOnce(i, dependency.get());
        return false;
      }
    }
    Optional<InstanceState> before = RollingReplacement.before(step.state(), i);
    before.ifPresent(
        other -> {
          if (other.incident() != null && other.incident().isGivenUp()) {
            giveUp(step, i, other);
          } else {
            step.deferOnce(i, RollingReplacement.WAITS);
          }
        });
    return before.isEmpty();
  }

  private static void giveUp(Step step, InstanceState i, InstanceState other) {
    String request = i.effort().restart().request();
    step.put(i.with(i.effort().wishing(null).waitingFor(null)));
    String why = "not restarted: " + other.id() + " does not come back; look there first";
    Decision refused =
        new Decision.Refused(step.state().header().platform(), i.id().toString(), why);
    step.decideForPlatform(refused, step.causeOf(i.id()), request);
  }

  static void begin(Step step, InstanceState i, DeclaredModule module) {
    RecoveryProgress.Restart wish = i.effort().restart();
    InstanceState now = i.with(i.effort().forRequest(wish.request()));
    step.put(now);
    CommandFactory.start(step, now, module, CommandKind.REPLACE, wish.reason());
  }
}
