package rouse.core.decide;

import java.util.Optional;
import rouse.contracts.event.Decision;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.state.recovery.CommandKind;
import rouse.core.state.recovery.RecoveryProgress;
import rouse.core.step.BootOrder;
import rouse.core.step.CommandFactory;
import rouse.core.step.RollingReplacement;
import rouse.core.step.Step;

/** Restarts that somebody wishes: what serves is replaced in turn, {@link RollingReplacement}. */
public final class RestartRequests {

  private RestartRequests() {}

  /** An operator's: what does not serve is replaced at once; what does waits for its turn. */
  static void wished(Step step, InstanceState i, DeclaredModule module, String why) {
    CommandInFlight inFlight = i.effort().inFlight();
    if (inFlight != null) {
      step.decide(new Decision.Deferred(i.id(), null, null, "waits for " + inFlight.commandId()));
    } else if (!i.seen().isUp()) {
      CommandFactory.start(step, i, module, CommandKind.REPLACE, why);
    }
  }

  /** Whether it is to be replaced now; ends the wish when it is hopeless. */
  static boolean isTurnOf(Step step, InstanceState i, DeclaredModule module) {
    if (!i.isRestartPending() || i.seen().observed() != ObservedPhase.ALIVE) {
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
    RecoveryProgress.Restart wish = i.effort().restart();
    String why = "not restarted: " + other.id() + " does not come back; look there first";
    step.decide(
        new Decision.RestartAbandoned(i.id(), wish.incarnation(), why),
        step.requestOr(wish.request()));
    step.decideForPlatform(
        new Decision.Refused(step.state().header().platform(), i.id().toString(), why),
        step.causeOf(i.id()),
        wish.request());
  }

  static void begin(Step step, InstanceState i, DeclaredModule module) {
    RecoveryProgress.Restart wish = i.effort().restart();
    String request = step.requestOr(wish.request());
    CommandFactory.start(step, i, module, CommandKind.REPLACE, wish.reason(), request);
  }
}
