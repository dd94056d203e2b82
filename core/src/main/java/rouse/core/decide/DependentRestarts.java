package rouse.core.decide;

import rouse.contracts.event.Decision;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.recovery.Incident;
import rouse.core.step.Step;

/**
 * Those that are replaced with a module, {@link rouse.contracts.platform.Followers}: when another
 * container of it runs after an earlier one, or that one was started anew. Whatever brought that
 * about, who lives has lived with what is gone. Who is ordered from then on has nothing to follow.
 */
public final class DependentRestarts {
  private DependentRestarts() {}

  /** Compares what is seen of an instance with what was seen before the fact. */
  static void follow(Step step, InstanceState before, InstanceState now) {
    if (isReplacement(before.seen(), now.seen())) {
      for (String follower : step.state().modules().followersOf(now.id().module())) {
        DeclaredModule module = step.state().modules().wanted().get(follower);
        if (module != null && module.isCommanded()) {
          step.state().instancesOf(follower).stream()
              .filter(DependentRestarts::mayRun)
              .forEach(i -> propagate(step, i, before, now));
        }
      }
    }
  }

  /**
   * It lives on while one that it depends on was replaced. A command under way was given before
   * that, so what it brings is not meant to stay either.
   */
  private static void propagate(
      Step step, InstanceState i, InstanceState before, InstanceState replaced) {
    if (i.isRestartPending() && i.effort().restart().incarnation() >= i.highest()) {
      return;
    }
    Incident incident = before.incident() == null ? replaced.incident() : before.incident();
    String request = incident == null ? step.requestFor(replaced) : incident.id();
    String why = replaced.id() + " was replaced, on which it depends";
    step.decide(new Decision.RestartPropagated(i.id(), i.highest(), why), request);
  }

  private static boolean isReplacement(ObservedState before, ObservedState now) {
    boolean ran = before.incarnation() > 0 && before.observed() != ObservedPhase.ABSENT;
    boolean another =
        now.incarnation() > before.incarnation()
            || (before.containerId() != null
                && now.containerId() != null
                && !now.containerId().equals(before.containerId()));
    boolean again = before.observed().hasEnded() && now.observed().mayHang();
    return ran && (another || again);
  }

  private static boolean mayRun(InstanceState i) {
    boolean runs = i.seen().observed().mayHang() || i.seen().observed() == ObservedPhase.UNKNOWN;
    return i.desired() == DesiredState.RUNNING && (runs || i.effort().inFlight() != null);
  }
}
