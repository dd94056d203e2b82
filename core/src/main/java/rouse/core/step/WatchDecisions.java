package rouse.core.step;

import rouse.contracts.event.Decision;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;

/** Tells the observer which incarnation to expect, and when to expect nothing more. */
public final class WatchDecisions {
  private WatchDecisions() {}

  /** Expects the incarnation that runs, unless that has been said. */
  public static void begin(Step step, InstanceState i, DeclaredModule module) {
    if (i.desired() != DesiredState.RUNNING || module == null) {
      return;
    }
    HeartbeatPolicy policy = module.spec().heartbeat();
    var wanted =
        new InstanceState.Watched(
            i.seen().incarnation(), policy.timeout(), policy.startup(), policy.most());
    if (!wanted.equals(i.watched())) {
      step.decide(
          new Decision.WatchBegun(
              i.id(), wanted.incarnation(), wanted.timeout(), wanted.startup(), wanted.most()));
    }
  }

  public static void end(Step step, InstanceState i, String reason) {
    if (i.watched() != null) {
      step.decide(new Decision.WatchEnded(i.id(), i.watched().incarnation(), reason));
    }
  }
}
