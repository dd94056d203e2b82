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

/**
 * Brings the control plane's containers back. The decider cannot: it lives in one of them, and its
 * log in another.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
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
    private Future<?> pending;
    private boolean said;
    private volatile boolean unhealthy;

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

  /** Whether Docker's health check says that it is unwell. */
  boolean isUnhealthy(InstanceId instance) {
    Kept known = kept.get(instance);
    return known != null && known.unhealthy;
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
        forget(known);
        known.budget.started(clock.instant());
        if (known.said) {
          var unused =
              worker.schedule(
                  () -> proved(started.instance(), known, started.incarnation()),
                  proof.toMillis(),
                  TimeUnit.MILLISECONDS);
        }
      }
      case Fact.ContainerDied died -> {
        if (died.incarnation() >= known.incarnation) {
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
    if (known.unhealthy && !isObserver.test(changed.instance().module())) {
      recover(changed.instance(), known, "its health check fails");
    }
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
    known.pending =
        worker.schedule(
            () -> start(instance, known, next, id),
            attempt.pause().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void start(InstanceId instance, Kept known, long incarnation, String id) {
    known.pending = null;
    known.incarnation = incarnation;
    try {
      starter.start(instance, incarnation, id);
      LOG.info("{} runs again, incarnation {}", instance, incarnation);
    } catch (RuntimeException e) {
      recover(instance, known, String.valueOf(e.getMessage()));
    }
  }

  /** Somebody started it while its next attempt was still to come. */
  private static void forget(Kept known) {
    if (known.pending != null) {
      known.pending.cancel(false);
      known.pending = null;
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
