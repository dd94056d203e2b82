package rouse.core.step;

import java.util.Optional;
import java.util.stream.Stream;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;

/**
 * Of what serves, one instance after the other is replaced, each when the one before has proved
 * that it lives. So a module with several instances is never gone, and an image that does not start
 * takes one of them and no more.
 */
public final class RollingReplacement {
  public static final String WAITS = "is replaced when those before it are alive";

  private RollingReplacement() {}

  /** Another instance of its module that does not serve now, or that something is done about. */
  public static Optional<InstanceState> before(PlatformState state, InstanceState i) {
    return allBefore(state, i).findFirst();
  }

  /** How many there are of {@link #before}. */
  public static long countBefore(PlatformState state, InstanceState i) {
    return allBefore(state, i).count();
  }

  private static Stream<InstanceState> allBefore(PlatformState state, InstanceState i) {
    return state.wanted(i.id().module()).stream()
        .filter(other -> !other.id().equals(i.id()) && takesATurn(other));
  }

  /** Of one that is held or paused only a command under way matters. */
  private static boolean takesATurn(InstanceState other) {
    boolean left = other.desired() != DesiredState.RUNNING || other.seen().isPaused();
    return other.effort().inFlight() != null || (!left && !isSteady(other));
  }

  /** It lives or has done its work, and nothing is done about it. */
  public static boolean isSteady(InstanceState i) {
    boolean well =
        i.seen().observed() == ObservedPhase.ALIVE
            || i.seen().observed() == ObservedPhase.COMPLETED;
    return well && !i.effort().underWay();
  }

  /** Whether it waits for nothing but its turn. */
  public static boolean isWaiting(InstanceState i, DeclaredModule module) {
    return i.isRestartPending()
        || (i.desired() == DesiredState.RUNNING && i.definitionDiffers(module));
  }
}
