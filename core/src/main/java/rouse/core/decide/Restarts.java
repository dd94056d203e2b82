package rouse.core.decide;

import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.core.state.Desired;
import rouse.core.state.Effort;
import rouse.core.state.InFlight;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Observed;
import rouse.core.state.Verb;

/** Restarts that somebody wishes: what serves is replaced in turn, {@link Turns}. */
public final class Restarts {

  private Restarts() {}

  /** An operator's: what does not serve is replaced at once; what does waits for its turn. */
  static void wish(Step step, InstanceState i, Module module, String why) {
    InFlight inFlight = i.effort().inFlight();
    if (inFlight == null && !i.seen().isUp()) {
      InstanceState now = i.seen().isPaused() ? PauseRules.overrule(step, i, why) : i;
      Orders.start(step, now, module, Verb.REPLACE, why);
      return;
    }
    long running = i.seen().incarnation();
    long unwanted = isPending(i) ? i.effort().restart().incarnation() : running;
    var wish = new Effort.Restart(Math.max(running, unwanted), why, step.factId(), false);
    step.put(i.with(i.effort().wishing(wish)));
    if (inFlight != null) {
      step.decide(new Decision.Deferred(i.id(), null, null, "waits for " + inFlight.commandId()));
    }
  }

  /**
   * What lives on while one that it depends on was replaced is replaced as well, {@link Following}.
   * A command under way was given before that, so what it brings is not meant to stay either.
   */
  static void wishToFollow(Step step, InstanceState i, InstanceState replaced) {
    if (isPending(i) && i.effort().restart().incarnation() >= i.highest()) {
      return;
    }
    String request =
        replaced.incident() == null ? step.requestFor(replaced) : replaced.incident().id();
    String why = replaced.id() + " was replaced, on which it depends";
    step.put(i.with(i.effort().wishing(new Effort.Restart(i.highest(), why, request, true))));
  }

  /** Whether the container that shall not stay is still the newest, and its work not done. */
  static boolean isPending(InstanceState i) {
    Effort.Restart wish = i.effort().restart();
    return wish != null
        && i.desired() == Desired.RUNNING
        && i.seen().observed() != Observed.COMPLETED
        && i.seen().incarnation() <= wish.incarnation();
  }

  /** Whether it is to be replaced now; ends the wish when it is hopeless. */
  static boolean isTurnOf(Step step, InstanceState i, Module module) {
    if (!isPending(i) || i.seen().observed() != Observed.ALIVE) {
      return false;
    }
    if (i.effort().restart().follows()) {
      Optional<String> dependency = BootOrder.obstacleToFollow(step.state(), module);
      if (dependency.isPresent()) {
        step.deferOnce(i, dependency.get());
        return false;
      }
    }
    Optional<InstanceState> before = Turns.before(step.state(), i);
    before.ifPresent(
        other -> {
          if (other.incident() != null && other.incident().isGivenUp()) {
            giveUp(step, i, other);
          } else {
            step.deferOnce(i, Turns.WAITS);
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

  static void begin(Step step, InstanceState i, Module module) {
    Effort.Restart wish = i.effort().restart();
    InstanceState now = i.with(i.effort().forRequest(wish.request()));
    step.put(now);
    Orders.start(step, now, module, Verb.REPLACE, wish.reason());
  }
}
