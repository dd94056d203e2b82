package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.step.Step;

/**
 * A paused container is an operator's intent. It is not judged, not replaced, and not an incident
 * until it is unpaused; then it has a fresh timeout. Only a restart that an operator asks for
 * overrules the pause.
 */
public final class PauseRules {
  /** Longer than a fact takes, also when the engine's event was missed. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private PauseRules() {}

  static void paused(Step step, Fact.ContainerPaused fact) {
    InstanceState i = step.get(fact.instance());
    if (step.evolution().concerns(i.id())) {
      OperatorRules.leaveAlone(step, i, i.seen().reason());
    }
  }

  static void unpaused(Step step, Fact.ContainerUnpaused fact) {
    InstanceState i = step.get(fact.instance());
    DeclaredModule module = step.moduleOf(i);
    if (!step.evolution().concerns(i.id())) {
      return;
    }
    if (module != null && i.desired() == DesiredState.RUNNING) {
      watch(step, i, module, step.before(i.id()).seen().heard());
    }
    HealthRules.judge(step, i.id());
  }

  /** One that was heard before the pause has no startup time left, but its timeout anew. */
  private static void watch(Step step, InstanceState i, DeclaredModule module, boolean heard) {
    HeartbeatPolicy policy = module.spec().heartbeat();
    Duration first = heard ? policy.longestTimeout() : policy.startup();
    step.decide(
        new Decision.WatchBegun(
            i.id(), i.seen().incarnation(), policy.timeout(), first, policy.most()));
  }

  /** The executor found it paused; the fact that says so is on its way, or was overtaken. */
  static void waitForWord(Step step, InstanceState i) {
    if (!i.seen().isPaused() && i.desired() == DesiredState.RUNNING) {
      String incident = i.incident() == null ? null : i.incident().id();
      Instant until = step.at().plus(LOOK_AGAIN);
      step.decide(new Decision.Deferred(i.id(), incident, until, Fact.CommandFailed.PAUSED));
    }
  }
}
