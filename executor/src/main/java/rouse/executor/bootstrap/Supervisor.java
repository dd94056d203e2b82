package rouse.executor.bootstrap;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.Durations;
import rouse.executor.docker.EngineException;

/**
 * Brings the control plane's containers back. The decider cannot: it lives in one of them, and its
 * log in another.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final Duration ENGINE_AWAY = Duration.ofSeconds(1);
  private final Starter starter;
  private final Predicate<String> isObserver;
  private final Notices notices;
  private final Duration proof;
  private final Clock clock;
  private final Map<InstanceId, Kept> kept = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("control-plane").daemon().factory());

  /** Makes and starts a container of an instance, in the place of any older one. */
  interface Starter {
    void start(InstanceId instance, long incarnation, String reason);
  }

  /** What is known of one instance; touched by the worker alone. */
  private static final class Kept {
    private final RecoveryBudget budget;
    private volatile long incarnation;
    private volatile Future<?> pending;
    private boolean said;
    private boolean runs = true;
    private boolean unhealthy;

    Kept(ModuleSpec module, long incarnation) {
      this.budget = new RecoveryBudget(module.recovery());
      this.incarnation = incarnation;
    }
  }

  /**
   * @param isObserver whether a module is the streams app, of which its ticks tell more
   * @param notices told when a module cannot be kept alive, and when it is again
   * @param proof how long it must live then to count as recovered
   */
  Supervisor(
      Starter starter, Predicate<String> isObserver, Notices notices, Duration proof, Clock clock) {
    this.starter = starter;
    this.isObserver = isObserver;
    this.notices = notices;
    this.proof = proof;
    this.clock = clock;
  }

  /** Looks after an instance from now on; one that is looked after already is so as before. */
  void keep(InstanceId instance, ModuleSpec module, long incarnation) {
    kept.compute(
        instance,
        (id, known) ->
            known != null && known.incarnation >= incarnation
                ? known
                : new Kept(module, incarnation));
  }

  void on(Envelope<Fact> envelope) {
    if (envelope.body() instanceof Fact.OfInstance fact && kept.containsKey(fact.instance())) {
      soon(() -> on(fact, kept.get(fact.instance())));
    }
  }

  private void on(Fact.OfInstance fact, Kept known) {
    switch (fact) {
      case Fact.ContainerStarted started -> {
        known.incarnation = Math.max(known.incarnation, started.incarnation());
        known.unhealthy = false;
        known.runs = true;
        known.budget.started(clock.instant());
        leaveAlone(started.instance(), known);
      }
      case Fact.ContainerDied died -> {
        if (died.incarnation() >= known.incarnation) {
          known.runs = false;
          recover(died.instance(), known, "it ended with exit code " + died.exitCode());
        }
      }
      case Fact.HealthChanged changed -> healthChanged(changed, known);
      case Fact.ContainerStoppedByOperator stopped ->
          LOG.info("{} was stopped by somebody: it is left so", stopped.instance());
      default -> LOG.debug("{} is nothing to act on", fact);
    }
  }

  /** The observer is unwell whenever the broker is; whether to act on it is ObserverKeeper's. */
  private void healthChanged(Fact.HealthChanged changed, Kept known) {
    known.unhealthy = changed.health() == Fact.Health.UNHEALTHY;
    if (changed.health() == Fact.Health.HEALTHY) {
      leaveAlone(changed.instance(), known);
    } else if (known.unhealthy && !isObserver.test(changed.instance().module())) {
      recover(changed.instance(), known, "its health check fails");
    }
  }

  /** What was to be replaced, for a reason that Docker does not know, does its work again. */
  void isWell(InstanceId instance) {
    soon(
        () -> {
          Kept known = kept.get(instance);
          if (known.runs && known.pending != null) {
            leaveAlone(instance, known);
          }
        });
  }

  /** Whether its next attempt is still to come. */
  boolean hasPending(InstanceId instance) {
    Kept known = kept.get(instance);
    return known != null && known.pending != null;
  }

  /** Replaces an instance, within its budget, for a reason that Docker does not know. */
  void recover(InstanceId instance, String reason) {
    soon(() -> recover(instance, kept.get(instance), reason));
  }

  private void recover(InstanceId instance, Kept known, String reason) {
    if (known.pending != null) {
      return;
    }
    long next = known.incarnation + 1;
    String id = "supervise/" + instance + "/" + next;
    RecoveryBudget.Attempt attempt = known.budget.failed(clock.instant(), id);
    if (!attempt.trial()) {
      LOG.warn(
          "{}: {}; attempt {} in {}",
          instance,
          reason,
          attempt.number(),
          Durations.format(attempt.pause()));
    } else if (!known.said) {
      known.said = true;
      notices.tell(
          instance.toString(),
          id,
          "%s cannot be kept alive (%s); one trial in %s. See its log with docker logs %s."
              .formatted(
                  instance, reason, Durations.format(attempt.pause()), instance.containerName()),
          false);
    }
    startIn(attempt.pause(), instance, known, next, id);
  }

  private void startIn(
      Duration pause, InstanceId instance, Kept known, long incarnation, String id) {
    known.pending =
        worker.schedule(
            () -> start(instance, known, incarnation, id), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void start(InstanceId instance, Kept known, long incarnation, String id) {
    known.pending = null;
    known.incarnation = incarnation;
    known.runs = false;
    try {
      starter.start(instance, incarnation, id);
      known.runs = true;
      LOG.info("{} runs again, incarnation {}", instance, incarnation);
    } catch (RuntimeException e) {
      if (isEngineAway(e)) {
        // No failure of the module: the same attempt is made when the engine is there again.
        startIn(ENGINE_AWAY, instance, known, incarnation, id);
      } else {
        recover(instance, known, String.valueOf(e.getMessage()));
      }
    }
  }

  private static boolean isEngineAway(RuntimeException failure) {
    return failure instanceof EngineException refusal
        && refusal.kind() == EngineException.Kind.UNREACHABLE;
  }

  /** It runs and is well: no attempt is due, and one that was given up may prove itself. */
  private void leaveAlone(InstanceId instance, Kept known) {
    if (known.pending != null) {
      known.pending.cancel(false);
      known.pending = null;
    }
    if (known.said) {
      long incarnation = known.incarnation;
      var unused =
          worker.schedule(
              () -> proved(instance, known, incarnation), proof.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** It was quarantined, and one of its trials has lived for a while. */
  private void proved(InstanceId instance, Kept known, long incarnation) {
    if (known.said
        && known.incarnation == incarnation
        && known.pending == null
        && !known.unhealthy) {
      known.said = false;
      notices.tell(
          instance.toString(),
          "supervise/" + instance + "/" + incarnation,
          instance + " is alive again, incarnation " + incarnation,
          true);
    }
  }

  private void soon(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; what happens now is seen at the next start");
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
    try {
      worker.awaitTermination(Duration.ofSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
