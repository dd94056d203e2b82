package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.Durations;
import rouse.executor.docker.EngineException;
import rouse.executor.docker.Inspection;

/** One instance that is kept alive: its attempts, each after a last look. The worker's alone. */
final class Kept {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final InstanceId instance;
  private final Means means;
  private RecoveryBudget budget;
  private ModuleSpec module;

  /** Of the container that fills the slot, as far as is known. */
  private long incarnation;

  /** Of the next container; an order that was carried out cannot be given once more. */
  private long next;

  private volatile Attempt pending;
  private boolean held;
  private boolean said;
  private boolean proving;
  private int proofs;

  /** An attempt that is to come, unless another thought takes its place. */
  private static final class Attempt {
    private final Accusation accused;

    /** It was told to have ended, or may have by our own hand, which nobody tells. */
    private boolean ended;

    Attempt(Accusation accused) {
      this.accused = accused;
      this.ended = accused instanceof Accusation.Ended;
    }
  }

  /**
   * @param incarnation that fills the slot
   */
  Kept(InstanceId instance, ModuleSpec module, long incarnation, Means means) {
    this.instance = instance;
    this.means = means;
    this.budget = new RecoveryBudget(module.recovery());
    this.module = module;
    this.incarnation = incarnation;
    this.next = incarnation + 1;
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

  /** A container of it was started, by whomever: nobody wants it stopped any more. */
  void started(long incarnation) {
    fills(incarnation);
    held = false;
    pending = null;
    proving = false;
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
    pending = null;
    proving = false;
  }

  /** What it is by the file as it is now. */
  void is(ModuleSpec module) {
    this.module = module;
  }

  /** It has ended: a one-shot's exit code 0 is success, and it is left so as well. */
  void ended(int exitCode) {
    if (!module.completes() || exitCode != 0) {
      accuse(new Accusation.Ended(), "it ended with exit code " + exitCode);
      return;
    }
    LOG.info("{} has done its work", instance);
    hold();
    if (said) {
      over(instance + " has done its work");
    }
  }

  /** What was said against it is no longer so. */
  void spare() {
    if (pending != null) {
      pending = null;
      budget.started(means.now());
    }
  }

  /** As {@link #spare}, when this is what was said. */
  void spareFrom(Accusation accusation) {
    if (pending != null && pending.accused.equals(accusation)) {
      spare();
    }
  }

  /** Replaces it, within its budget. */
  void accuse(Accusation accusation, String reason) {
    Attempt attempt = new Attempt(accusation);
    if (pending != null) {
      pending.ended |= attempt.ended;
    } else if (!held) {
      plan(attempt, reason);
    }
  }

  private void plan(Attempt attempt, String reason) {
    proving = false;
    RecoveryBudget.Attempt granted = budget.failed(means.now(), id());
    // First of all: whatever becomes of what is said of it, it is tried again.
    attemptIn(granted.pause(), attempt);
    String pause = Durations.format(granted.pause());
    if (!granted.trial()) {
      LOG.warn("{}: {}; attempt {} in {}", instance, reason, granted.number(), pause);
    } else if (!said) {
      String text =
          "%s cannot be kept alive (%s); one trial in %s. See its log with docker logs %s."
              .formatted(instance, reason, pause, instance.containerName());
      means.notices().tell(instance.toString(), id(), text, false);
      said = true;
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
      if (alive.isPresent() && !attempt.accused.holds(alive.get())) {
        leave(alive.get().container().incarnation());
      } else if (alive.isPresent() ? isBeingStopped() : !attempt.ended) {
        // Whether it dies or somebody stops it is still to be told.
        attemptIn(LOOK_AGAIN, attempt);
      } else {
        attempt.ended = true;
        means.slots().fill(instance, next, id());
        fills(next);
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
  private void leave(long alive) {
    LOG.info("{} is alive, incarnation {}: it is left so", instance, alive);
    fills(alive);
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
    if (!said || proving || pending != null || held) {
      return;
    }
    proving = true;
    int begun = ++proofs;
    means
        .worker()
        .in(
            means.proof(),
            () -> {
              if (proving && proofs == begun) {
                proved();
              }
            });
  }

  /** It does not do its work now. */
  void unproved() {
    proving = false;
  }

  private void proved() {
    proving = false;
    over(instance + " is alive again, incarnation " + incarnation);
  }

  private void over(String text) {
    said = false;
    String occasion = "supervise/" + instance + "/" + incarnation;
    means.notices().tell(instance.toString(), occasion, text, true);
  }
}
