package rouse.streams.decide;

import java.util.Optional;
import rouse.contracts.event.Decision;

/**
 * An operator's restart of a module. Of what serves, one instance after the other is replaced, each
 * when the one before has proved that it lives; so a module with several instances is never gone,
 * and an image that does not start takes one of them and no more.
 */
final class Restarts {
  private static final String IN_TURN = "is restarted when those before it are alive";

  private Restarts() {}

  /** What does not serve is replaced at once; what does waits for its turn. */
  static void wish(Step step, InstanceState i, Module module, String why) {
    InFlight inFlight = i.effort().inFlight();
    if (inFlight == null && !i.seen().isUp()) {
      Orders.start(step, i, module, Verb.REPLACE, why);
      return;
    }
    var wish = new Effort.Restart(i.seen().incarnation(), why, step.factId());
    step.put(i.with(i.effort().wishing(wish)));
    if (inFlight != null) {
      step.decide(new Decision.Deferred(i.id(), null, null, "waits for " + inFlight.commandId()));
    }
  }

  /** Whether the container that shall not stay is still the newest. */
  static boolean isPending(InstanceState i) {
    Effort.Restart wish = i.effort().restart();
    return wish != null
        && i.desired() == Desired.RUNNING
        && i.seen().incarnation() <= wish.incarnation();
  }

  /** Whether it is to be replaced now. If not, says so once; ends the wish when it is hopeless. */
  static boolean isTurnOf(Step step, InstanceState i) {
    if (!isPending(i) || i.seen().observed() != Observed.ALIVE) {
      return false;
    }
    Optional<InstanceState> before =
        Slots.wanted(step.state(), i.id().module()).stream()
            .filter(other -> !other.id().equals(i.id()) && other.desired() == Desired.RUNNING)
            .filter(other -> !isSteady(other))
            .findFirst();
    before.ifPresent(
        other -> {
          if (other.incident() != null && other.incident().quarantined()) {
            giveUp(step, i, other);
          } else if (!IN_TURN.equals(i.effort().waitsFor())) {
            step.decide(new Decision.Deferred(i.id(), null, null, IN_TURN));
          }
        });
    return before.isEmpty();
  }

  private static boolean isSteady(InstanceState i) {
    boolean well =
        i.seen().observed() == Observed.ALIVE || i.seen().observed() == Observed.COMPLETED;
    return well && !i.effort().underWay();
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
