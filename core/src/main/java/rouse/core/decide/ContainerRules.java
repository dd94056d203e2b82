package rouse.core.decide;

import java.time.Instant;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.core.state.Causes;
import rouse.core.state.Desired;
import rouse.core.state.InstanceState;
import rouse.core.state.Module;
import rouse.core.state.Observed;
import rouse.core.state.Seen;

/**
 * What Docker says. A fact of an older incarnation, or of a container that is not the one known, is
 * late or concerns what a command of ours cleared away: it counts for nothing.
 */
public final class ContainerRules {
  private ContainerRules() {}

  static void started(Step step, Fact.ContainerStarted fact) {
    InstanceState i = step.get(fact.instance());
    if (fact.incarnation() < i.seen().incarnation()) {
      return;
    }
    if (i.desired() == Desired.HELD && i.seen().observed() == Observed.STOPPED) {
      // Whoever stopped it by hand and starts it by hand wants it back.
      i = i.with(Desired.RUNNING);
    }
    runs(step, i, fact.incarnation(), fact.containerId(), fact.ip(), fact.definition());
  }

  /** Evidence, by a fact or by an outcome, that this incarnation runs. */
  static void runs(
      Step step, InstanceState i, long incarnation, String container, String ip, String hash) {
    Seen known = i.seen();
    boolean another =
        incarnation > known.incarnation()
            || (container != null
                && known.containerId() != null
                && !container.equals(known.containerId()));
    Seen seen = another ? Seen.newer(incarnation, Observed.STARTING, step.at()) : known;
    seen = seen.knowing(container, ip, hash);
    switch (seen.observed()) {
      case DEAD, STOPPED, COMPLETED -> seen = seen.unheard().as(Observed.STARTING, step.at(), null);
      case ABSENT, UNKNOWN -> seen = seen.as(Observed.STARTING, step.at(), null);
      case STARTING, ALIVE, SILENT, UNHEALTHY, PAUSED -> {}
    }
    boolean news = another || seen.observed() != known.observed();
    InstanceState now = i.with(seen);
    Module module = step.moduleOf(now);
    if (module != null && news && !now.effort().underWay()) {
      now = now.with(now.effort().with(TimerRules.prove(step, module)));
    }
    step.put(now);
    boolean restarted = another || known.observed() == Observed.DEAD;
    if (restarted && known.incarnation() == incarnation && module != null) {
      // The beats of the container before it are none of this one's: it has its startup time too.
      step.decide(new Decision.WatchEnded(now.id(), incarnation, "another container"));
    }
    Watching.begin(step, step.get(i.id()), module);
    now = step.get(i.id());
    if (now.seen().proven() && now.seen().observed() == Observed.STARTING) {
      BeatRules.prove(step, now);
    }
  }

  static void died(Step step, Fact.ContainerDied fact) {
    InstanceState i = step.get(fact.instance());
    if (isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    Module module = step.moduleOf(i);
    Seen seen = of(i, fact.incarnation(), fact.containerId(), step.at());
    String reason = "exit code " + fact.exitCode() + (fact.oom() ? " (out of memory)" : "");
    InstanceState after = i.with(seen.unheard().as(Observed.DEAD, step.at(), reason));
    step.put(after);
    if (module == null || after.hasSuccessorOrdered()) {
      return;
    }
    if (module.spec().completes() && fact.exitCode() == 0) {
      completed(step, after);
    } else if (module.isCommanded() && i.desired() == Desired.RUNNING) {
      RecoveryRules.failed(step, after, module, Causes.DIED, reason);
    }
  }

  private static void completed(Step step, InstanceState i) {
    step.decide(new Decision.InstanceCompleted(i.id(), i.seen().incarnation()));
    Watching.end(step, step.get(i.id()), "completed");
    if (i.incident() != null) {
      RecoveryRules.close(step, step.get(i.id()), "recovered");
    }
  }

  static void stoppedByOperator(Step step, Fact.ContainerStoppedByOperator fact) {
    InstanceState i = step.get(fact.instance());
    if (isStranger(i, fact.incarnation(), fact.containerId())) {
      return;
    }
    Seen seen = of(i, fact.incarnation(), fact.containerId(), step.at());
    InstanceState after =
        i.with(seen.unheard().as(Observed.STOPPED, step.at(), "stopped by an operator"));
    step.put(after);
    if (after.desired() == Desired.RUNNING) {
      OperatorRules.hold(step, after, "stopped by an operator");
    }
  }

  static void healthChanged(Step step, Fact.HealthChanged fact) {
    InstanceState i = step.get(fact.instance());
    Seen seen = i.seen();
    if (fact.incarnation() != seen.incarnation()) {
      return;
    }
    if (fact.by().equals("module")) {
      step.put(i.with(seen.withUnwell(fact.health() == Health.UNHEALTHY)));
      return;
    }
    seen = seen.withHealth(fact.health());
    switch (fact.health()) {
      case STARTING -> step.put(i.with(seen));
      case HEALTHY -> healthy(step, i.with(seen));
      case UNHEALTHY -> unhealthy(step, i.with(seen));
    }
  }

  private static void healthy(Step step, InstanceState i) {
    Module module = step.moduleOf(i);
    boolean proof = (module != null && !module.beatsItself()) || i.seen().proven();
    boolean wasIll = i.seen().observed() == Observed.UNHEALTHY;
    InstanceState now = wasIll ? i.with(i.seen().as(Observed.STARTING, step.at(), null)) : i;
    step.put(now);
    if (proof && now.seen().observed() == Observed.STARTING) {
      BeatRules.prove(step, now);
    }
  }

  static void unhealthy(Step step, InstanceState i) {
    String reason = "unhealthy by Docker's health check";
    if (!i.seen().isUp()) {
      step.put(i);
      return;
    }
    InstanceState after = i.with(i.seen().as(Observed.UNHEALTHY, step.at(), reason));
    step.put(after);
    Module module = step.moduleOf(after);
    if (module != null && module.isCommanded() && after.desired() == Desired.RUNNING) {
      RecoveryRules.failed(step, after, module, Causes.UNHEALTHY, reason);
    }
  }

  static boolean isStranger(InstanceState i, long incarnation, String container) {
    Seen seen = i.seen();
    boolean ended = seen.observed().hasEnded();
    boolean same = seen.containerId() == null || seen.containerId().equals(container);
    return incarnation < seen.incarnation()
        || (incarnation == seen.incarnation() && (!same || (ended && seen.containerId() != null)));
  }

  static Seen of(InstanceState i, long incarnation, String container, Instant at) {
    Seen seen = i.seen();
    return (incarnation > seen.incarnation()
            ? Seen.newer(incarnation, Observed.STARTING, at)
            : seen)
        .knowing(container, null, null);
  }
}
