package rouse.streams.decide;

import java.util.List;

/** How a platform as a whole is doing. */
final class Phases {
  private Phases() {}

  /** {@code booting}, {@code alive}, {@code degraded} or {@code down}. */
  static String of(PlatformState state) {
    return switch (state.header().phase()) {
      case DOWN, WITHDRAWN -> "down";
      // Of nobody it can be said that all are alive: whoever waits for that would be told too
      // early.
      case UNDECLARED -> state.instances().isEmpty() ? "booting" : of(state.instances(), state);
      case DECLARED ->
          of(
              state.instances().stream()
                  .filter(i -> i.desired() == Desired.RUNNING || i.desired() == Desired.HELD)
                  .toList(),
              state);
    };
  }

  private static String of(List<InstanceState> wanted, PlatformState state) {
    if (wanted.stream().allMatch(i -> isWell(i, state))) {
      return "alive";
    }
    boolean failed = wanted.stream().anyMatch(i -> hasFailed(i, state));
    return failed ? "degraded" : "booting";
  }

  private static boolean isWell(InstanceState i, PlatformState state) {
    return switch (InstanceWords.observed(state, i)) {
      case "alive", "completed" -> true;
      case "starting" -> i.desired() == Desired.ADOPTED;
      default -> i.desired() == Desired.HELD;
    };
  }

  private static boolean hasFailed(InstanceState i, PlatformState state) {
    return i.incident() != null
        || switch (InstanceWords.observed(state, i)) {
          case "silent", "dead", "unknown", "unwell", "quarantined" -> i.desired() != Desired.HELD;
          default -> false;
        };
  }
}
