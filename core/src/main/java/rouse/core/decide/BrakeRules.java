package rouse.core.decide;

import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.core.state.Brake;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.text.ReasonNumbers;

/** Puts the replacement of silent instances off when others of the platform were just replaced. */
final class BrakeRules {
  private BrakeRules() {}

  /** Whether it waits for its turn; says until when. What is known to have ended never waits. */
  static boolean holds(Step step, InstanceState i) {
    if (i.seen().observed() != ObservedPhase.SILENT) {
      return false;
    }
    Instant turn = step.state().header().brake().turnOf(i.id(), step.at());
    if (!turn.isAfter(step.at())) {
      return false;
    }
    String incident = i.incident() == null ? null : i.incident().id();
    String within = ReasonNumbers.duration(Brake.WITHIN);
    String reason =
        Brake.REASON
            + "no more than %d silent instances that run are replaced within %s; its turn is at %s"
                .formatted(Brake.MOST, within, turn);
    step.decide(new Decision.Deferred(i.id(), incident, turn, reason));
    return true;
  }

  /** It waited for its turn while it was silent, and now Docker says what is the matter with it. */
  static boolean isReleased(Step step, InstanceState i) {
    return i.seen().observed() != ObservedPhase.SILENT
        && step.state().header().brake().isWaiting(i.id());
  }
}
