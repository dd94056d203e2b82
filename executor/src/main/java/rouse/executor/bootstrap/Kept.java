package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.Durations;
import rouse.executor.docker.EngineException;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.Phase;

/** One instance that is kept alive: its attempts, each after a last look. The worker's alone. */
final class Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final InstanceId instance;
  private final Means means;
  private final Trouble trouble;
  private final LastRun lastRun;
  private RecoveryBudget budget;
  private ModuleSpec module;

  /** Of the container that fills the slot, as far as is known. */
  private long incarnation;

  /** Of the next container; an order that was carried out cannot be given once more. */
  private long next;

  private volatile Attempt pending;

  /** That it is to follow another, until it is replaced; waits while something else is pending. */
  private Accusation.Outlived follows;

  private boolean held;

  /**
   * @param incarnation that fills the slot
   */
  Kept(InstanceId instance, ModuleSpec module, long incarnation, Means means) {
    this.instance = instance;
    this.means = means;
    this.trouble = new Trouble(instance, means);
    this.lastRun = new LastRun(incarnation, means.now());
    this.budget = new RecoveryBudget(module.recovery());
    this.module = module;
    this.incarnation = incarnation;
    this.next = incarnation + 1;
  }

  InstanceId instance() {
    return instance;
  }

  ModuleSpec module() {
    return module;
  }

  boolean isPending() {
    return pending != null;
  }

  /** Whether it is the container that fills the slot, as far as is known. */
  boolean isExactly(long incarnation) {
    return incarnation == this.incarnation;
  }

  /** Whether it is that container or a newer one; an older one is of the past. */
  boolean isOf(long incarnation) {
    return incarnation >= this.incarnation;
  }

  /** Another container was put in its place on purpose: its past is over, but what was said. */
  void renew(ModuleSpec module, long incarnation) {
    budget = new RecoveryBudget(module.recovery());
    started(incarnation);
  }

  /** Whether a run of this incarnation is another than the one that was last told of. */
  boolean isAnew(long incarnation) {
    return lastRun.isNot(incarnation);
  }

  /**
   * Whether it lives and has proved that, as far as Docker knows, and nothing is to be done about
   * it; what is left stopped, or has done its work, is waited for by nobody.
   */
  boolean isSteady() {
    if (held || pending != null) {
      return held;
    }
    Optional<Inspection> alive = means.slots().alive(instance);
    return alive.isPresent()
        && alive.get().health().map(Fact.Health.HEALTHY::equals).orElseGet(this::hasStayed);
  }

  /** An image may have a health check as well; without any, having stayed is all there is. */
  private boolean hasStayed() {
    return !module.healthcheck() && lastRun.hasLasted(means.proof(), means.now());
  }

  /** A container of it was started, by whomever: nobody wants it stopped any more. */
  void started(long incarnation) {
    fills(incarnation);
    lastRun.started(incarnation, means.now());
    held = false;
    pending = null;
    follows = null;
    trouble.unproved();
    budget.started(means.now());
  }

  private void fills(long incarnation) {
    this.incarnation = incarnation;
    used(incarnation);
  }

  /** There was a container with this number. */
  void used(long incarnation) {
    next = Math.max(next, incarnation + 1);
  }

  /** Somebody stopped it, and it is left so until it is started again. */
  void hold() {
    held = true;
    lastRun.ended();
    pending = null;
    follows = null;
    trouble.unproved();
  }

  /** What it is by the file as it is now. */
  void is(ModuleSpec module) {
    this.module = module;
  }

  /** It has ended: a one-shot's exit code 0 is success, and it is left so as well. */
  void ended(int exitCode) {
    lastRun.ended();
    if (!module.completes() || exitCode != 0) {
      accuse(new Accusation.Ended(), "it ended with exit code " + exitCode);
      return;
    }
    LOG.info("{} has done its work", instance);
    hold();
    trouble.over(occasion(), instance + " has done its work");
  }

  /** What was said against it is no longer so; that it is to follow another may be. */
  void spare() {
    if (pending != null) {
      pending = null;
      budget.started(means.now());
      followWhenTimely();
    }
  }

  /** As {@link #spare}, when this is what was said. */
  void spareFrom(Accusation accusation) {
    if (pending != null && pending.accused().equals(accusation)) {
      spare();
    }
  }

  /** Replaces it, within its budget. */
  void accuse(Accusation accusation, String reason) {
    if (pending != null && !pending.follows()) {
      pending.also(accusation);
    } else if (!held) {
      plan(new Attempt(accusation), reason);
    }
  }

  /** Replaces it, since what it follows was, when the time has come; what is stopped is left so. */
  void follow(Accusation.Outlived accusation) {
    if (!held && follows == null) {
      LOG.info("{}: what it depends on was replaced; it follows when that is alive", instance);
      follows = accusation;
      followWhenTimely();
    }
  }

  private void followWhenTimely() {
    if (pending == null && follows != null) {
      attemptIn(Duration.ZERO, new Attempt(follows));
    }
  }

  private void plan(Attempt attempt, String reason) {
    trouble.unproved();
    RecoveryBudget.Attempt granted = budget.failed(means.now(), id());
    // First of all: whatever becomes of what is said of it, it is tried again.
    attemptIn(granted.pause(), attempt);
    String pause = Durations.format(granted.pause());
    if (!granted.trial()) {
      LOG.warn("{}: {}; attempt {} in {}", instance, reason, granted.number(), pause);
    } else {
      String text =
          "%s cannot be kept alive (%s); one trial in %s. See its log with docker logs %s."
              .formatted(instance, reason, pause, instance.containerName());
      trouble.tell(id(), text);
    }
  }

  private String id() {
    return "supervise/" + instance + "/" + next;
  }

  private void attemptIn(Duration pause, Attempt attempt) {
    pending = attempt;
    means
        .worker()
        .in(
            pause,
            () -> {
              if (pending == attempt) {
                attempt(attempt);
              }
            });
  }

  private void attempt(Attempt attempt) {
    pending = null;
    try {
      Optional<Inspection> alive = means.slots().alive(instance);
      if (alive.isPresent() && !attempt.accused().holds(alive.get())) {
        leave(attempt, alive.get().container().incarnation());
      } else if (alive.filter(a -> a.container().phase() == Phase.PAUSED).isPresent()
          || (!attempt.ended() && !attempt.accused().isTimely())) {
        attemptIn(LOOK_AGAIN, attempt);
      } else if (alive.isPresent() ? isBeingStopped() : !attempt.ended()) {
        // Whether it dies or somebody stops it is still to be told.
        attemptIn(LOOK_AGAIN, attempt);
      } else {
        attempt.mayHaveEnded();
        means.slots().fill(instance, next, id(), !attempt.follows());
        fills(next);
        follows = null;
        LOG.info("{} runs again, incarnation {}", instance, incarnation);
      }
    } catch (RuntimeException | Error e) {
      failed(attempt, e);
    }
  }

  /** Somebody wants it so: what it fails to do on its way to its end is not held against it. */
  private boolean isBeingStopped() {
    return means.slots().isBeingStopped(instance, module.stopGrace());
  }

  /** Of whatever incarnation: an order without an answer, somebody's hand, an unheard recovery. */
  private void leave(Attempt attempt, long alive) {
    LOG.info("{} is alive, incarnation {}: it is left so", instance, alive);
    fills(alive);
    follows = attempt.follows() ? null : follows;
    followWhenTimely();
    budget.started(means.now());
    if (!means.isObserver(instance)) {
      prove();
    }
  }

  private void failed(Attempt attempt, Throwable failure) {
    if (isEngineAway(failure)) {
      // No failure of the module: the same attempt is made when the engine is there again.
      attemptIn(LOOK_AGAIN, attempt);
      return;
    }
    if (failure instanceof Error) {
      LOG.error("cannot start {}", instance, failure);
    }
    used(next);
    // Of the same as before: what was started meanwhile, or was all the time, is not accused.
    plan(attempt, String.valueOf(failure.getMessage()));
  }

  private static boolean isEngineAway(Throwable failure) {
    return failure instanceof EngineException refusal
        && refusal.kind() == EngineException.Kind.UNREACHABLE;
  }

  /** It does its work: when it was given up and goes on so for a while, that is told. */
  void prove() {
    if (pending == null && !held) {
      trouble.prove(this::occasion, () -> instance + " is alive again, incarnation " + incarnation);
    }
  }

  /** It does not do its work now. */
  void unproved() {
    trouble.unproved();
  }

  private String occasion() {
    return "supervise/" + instance + "/" + incarnation;
  }
}
