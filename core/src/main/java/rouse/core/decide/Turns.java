package rouse.core.decide;

import java.util.Optional;
import rouse.core.state.Desired;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Observed;
import rouse.core.state.PlatformState;

/**
 * Of what serves, one instance after the other is replaced, each when the one before has proved
 * that it lives. So a module with several instances is never gone, and an image that does not start
 * takes one of them and no more.
 */
public final class Turns {
  static final String WAITS = "is replaced when those before it are alive";

  private Turns() {}

  /** Another instance of its module that does not serve now, or that something is done about. */
  static Optional<InstanceState> before(PlatformState state, InstanceState i) {
    return Slots.wanted(state, i.id().module()).stream()
        .filter(other -> !other.id().equals(i.id()) && takesATurn(other))
        .findFirst();
  }

  /** Of one that is held or paused only a command under way matters. */
  private static boolean takesATurn(InstanceState other) {
    boolean left = other.desired() != Desired.RUNNING || other.seen().isPaused();
    return other.effort().inFlight() != null || (!left && !isSteady(other));
  }

  /** It lives or has done its work, and nothing is done about it. */
  static boolean isSteady(InstanceState i) {
    boolean well =
        i.seen().observed() == Observed.ALIVE || i.seen().observed() == Observed.COMPLETED;
    return well && !i.effort().underWay();
  }

  /** Whether it waits for nothing but its turn. */
  static boolean isWaiting(InstanceState i, Module module) {
    return Restarts.isPending(i)
        || (i.desired() == Desired.RUNNING && BootOrder.definitionDiffers(i, module));
  }
}
