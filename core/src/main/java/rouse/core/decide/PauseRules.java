package rouse.core.decide;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.InstanceTimer;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;
import rouse.core.state.RecoveryProgress;

/**
 * A paused container is an operator's intent. It is not judged, not replaced, and not an incident
 * until it is unpaused; then it has a fresh timeout. Only a restart that an operator asks for
 * overrules the pause.
 */
public final class PauseRules {
  private static final String WHY = "paused by an operator";

  /** Longer than a fact takes, also when the engine's event was missed. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private PauseRules() {}

  static void paused(Step step, Fact.ContainerPaused fact) {
    InstanceState i = ContainerRules.known(step, fact.instance(), fact.incarnation());
    if (i == null || ContainerRules.isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    Instant at = step.at();
    ObservedState seen = ContainerRules.of(i, fact.incarnation(), fact.containerId(), at);
    InstanceState after = i.with(seen.as(ObservedPhase.PAUSED, at, WHY));
    step.put(after.with(settled(after)));
    WatchDecisions.end(step, step.get(i.id()), WHY);
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "withdrawn");
    }
  }

  /** A command under way is still answered; a restart wished before the pause is void. */
  private static RecoveryProgress settled(InstanceState i) {
    RecoveryProgress effort =
        i.effort().inFlight() != null ? i.effort().with((InstanceTimer) null) : i.effort().idle();
    return effort.restart() == null || effort.restart().follows() ? effort : effort.wishing(null);
  }

  static void unpaused(Step step, Fact.ContainerUnpaused fact) {
    InstanceState i = step.get(fact.instance());
    ObservedState seen = i.seen();
    if (!seen.isPaused() || ContainerRules.isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    InstanceState now = i.with(seen.unheard().as(ObservedPhase.STARTING, step.at(), null));
    DeclaredModule module = step.moduleOf(now);
    if (module != null && now.effort().inFlight() == null) {
      now = now.with(now.effort().idle().with(TimerRules.prove(step, module)));
    }
    step.put(now);
    if (module != null && now.desired() == DesiredState.RUNNING) {
      watch(step, now, module, seen.heard());
    }
    if (seen.health() == Fact.Health.UNHEALTHY) {
      // Docker tells of changes only, and this one came before or during the pause.
      ContainerRules.unhealthy(step, step.get(i.id()));
    }
  }

  /** One that was heard before the pause has no startup time left, but its timeout anew. */
  private static void watch(Step step, InstanceState i, DeclaredModule module, boolean heard) {
    HeartbeatPolicy policy = module.spec().heartbeat();
    Duration first = heard ? policy.timeout() : policy.startup();
    step.decide(new Decision.WatchBegun(i.id(), i.seen().incarnation(), policy.timeout(), first));
  }

  /** The executor found it paused; the fact that says so is on its way, or was overtaken. */
  static void waitForWord(Step step, InstanceState i) {
    if (!i.seen().isPaused() && i.desired() == DesiredState.RUNNING) {
      String incident = i.incident() == null ? null : i.incident().id();
      Instant until = step.at().plus(LOOK_AGAIN);
      step.decide(new Decision.Deferred(i.id(), incident, until, Fact.CommandFailed.PAUSED));
    }
  }

  /** Paused, and nobody asked for a restart since. */
  static boolean isLeftAlone(InstanceState i) {
    return i.seen().isPaused() && i.desired() == DesiredState.RUNNING && !isOverruled(i);
  }

  /** Paused, but an operator wants it restarted. */
  static boolean isOverruled(InstanceState i) {
    return i.seen().isPaused() && RestartRequests.isPending(i) && !i.effort().restart().follows();
  }

  /** An operator wants it restarted, though it is paused. */
  static InstanceState overrule(Step step, InstanceState i, String why) {
    var wish = new RecoveryProgress.Restart(i.seen().incarnation(), why, step.factId(), false);
    InstanceState now = i.with(i.effort().wishing(wish));
    step.put(now);
    return now;
  }
}
