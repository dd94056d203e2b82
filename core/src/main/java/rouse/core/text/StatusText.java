package rouse.core.text;

import rouse.contracts.event.Fact.Health;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.InstanceTimer;

/** What is seen of an instance, in the words of the status API. */
public final class StatusText {
  private StatusText() {}

  public static String observed(PlatformState state, InstanceState i) {
    boolean givenUp = i.incident() != null && i.incident().isGivenUp() && !i.effort().isSettling();
    if (givenUp && !(i.incident().failed() && i.seen().isUp())) {
      return i.incident().failed() ? "failed" : "quarantined";
    }
    if (isOutOfSight(state, i)) {
      return "unknown";
    }
    return switch (i.seen().observed()) {
      case ABSENT -> i.effort().inFlight() == null ? "waiting" : "starting";
      case STARTING -> "starting";
      case ALIVE -> i.seen().unwell() ? "unwell" : "alive";
      case SILENT -> "silent";
      case UNHEALTHY -> "unwell";
      case DEAD, STOPPED -> "dead";
      case PAUSED -> "paused";
      case COMPLETED -> "completed";
      case UNKNOWN -> "unknown";
    };
  }

  /** Its executor is silent, and it does not speak for itself. */
  public static boolean isOutOfSight(PlatformState state, InstanceState i) {
    DeclaredModule module = state.modules().get(i.id().module());
    if (module == null || !state.header().isSilent(module.owner())) {
      return false;
    }
    return !(module.beatsItself() && i.seen().isUp());
  }

  /** Why it is not alive; null when it is. */
  public static String reason(PlatformState state, InstanceState i) {
    if (isOutOfSight(state, i)) {
      return "host " + state.modules().get(i.id().module()).owner() + " is silent";
    }
    ObservedState seen = i.seen();
    if (i.effort().isSettling()) {
      return "failed again after it had recovered; its incident is over if it is alive until "
          + i.effort().timer().at();
    }
    if (seen.observed() == ObservedPhase.ALIVE || seen.observed() == ObservedPhase.COMPLETED) {
      return seen.unwell() ? "says of itself that it is not well" : null;
    }
    String next = next(i);
    if (seen.reason() == null || seen.reason().equals(next)) {
      return next == null && seen.health() == Health.STARTING ? "health check starting" : next;
    }
    return next == null ? seen.reason() : seen.reason() + "; " + next;
  }

  private static String next(InstanceState i) {
    if (i.effort().inFlight() != null) {
      return "ordered " + i.effort().inFlight().commandId();
    }
    InstanceTimer timer = i.effort().timer();
    if (timer != null && timer.kind() == InstanceTimer.Kind.RETRY) {
      return "next attempt at " + timer.at();
    }
    return i.effort().waitsFor();
  }
}
