package rouse.core.evolve;

import java.time.Instant;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.PlatformState;

/**
 * What a decider takes over from the one that looked after an instance before it, or hands to the
 * next. No fact tells of it: it comes before the first one.
 */
public final class Handover {
  private Handover() {}

  /** The incarnations up to this one have been used. */
  public static void used(PlatformState state, InstanceId id, long highest) {
    state.put(state.get(id).withOrdered(highest));
  }

  /** Somebody had stopped it: it is left so. */
  public static void stopped(
      PlatformState state, InstanceId id, long incarnation, String containerId) {
    InstanceState i = state.get(id).with(DesiredState.HELD);
    ObservedState seen =
        i.seen()
            .knowing(containerId, null, null)
            .as(ObservedPhase.STOPPED, Instant.EPOCH, "stopped by an operator");
    state.put(i.with(seen).withOrdered(incarnation));
  }

  /** Another decider looks after it from now on. */
  public static void givenAway(PlatformState state, InstanceState instance) {
    state.forget(instance);
  }
}
