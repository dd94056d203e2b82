package rouse.core.status;

import java.util.List;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.text.StatusText;

/** How a platform as a whole is doing. */
public final class Phases {
  private Phases() {}

  /** One of the words that {@link rouse.contracts.status.PlatformStatus#phase} lists. */
  static String of(PlatformState state) {
    return switch (state.header().phase()) {
      case DOWN, WITHDRAWN -> "down";
      case UNDECLARED -> ofAdopted(state);
      case DECLARED ->
          ofWanted(state.instances().stream().filter(Phases::isWanted).toList(), state);
    };
  }

  /**
   * It is not known which instances should be there. So a failure can be reported, but not that all
   * are alive: a caller that waits for that would go on too early.
   */
  private static String ofAdopted(PlatformState state) {
    boolean failed = state.instances().stream().anyMatch(i -> hasFailed(i, state));
    return failed ? "degraded" : "undeclared";
  }

  private static String ofWanted(List<InstanceState> wanted, PlatformState state) {
    if (wanted.stream().allMatch(i -> isWell(i, state))) {
      return "alive";
    }
    boolean failed = wanted.stream().anyMatch(i -> hasFailed(i, state));
    return failed ? "degraded" : "booting";
  }

  private static boolean isWanted(InstanceState i) {
    return i.desired() == DesiredState.RUNNING || i.desired() == DesiredState.HELD;
  }

  /** Alive, done with its work, or left alone on purpose. */
  private static boolean isWell(InstanceState i, PlatformState state) {
    return i.desired() == DesiredState.HELD || i.seen().isPaused() || isAlive(i, state);
  }

  /** Whether it is wanted, and alive or done with its work. */
  static boolean isWantedAndAlive(InstanceState i, PlatformState state) {
    return isWanted(i) && isAlive(i, state);
  }

  private static boolean isAlive(InstanceState i, PlatformState state) {
    return switch (StatusText.observed(state, i)) {
      case "alive", "completed" -> true;
      default -> false;
    };
  }

  private static boolean hasFailed(InstanceState i, PlatformState state) {
    return i.incident() != null
        || switch (StatusText.observed(state, i)) {
          case "silent", "dead", "unknown", "unwell", "quarantined", "failed" ->
              i.desired() != DesiredState.HELD;
          default -> false;
        };
  }
}
