package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.bootstrap.ObserverPatience.Verdict;

/**
 * Brings the control plane's containers back. The decider cannot: it lives in one of them, and its
 * log in another. Its rules are the decider's: what is said of an older incarnation than the one
 * that is known counts for nothing, and what somebody stopped is left so until somebody starts it.
 */
final class Supervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private final Means means;
  private final Worker worker = new Worker();
  private final Map<InstanceId, Kept> kept = new ConcurrentHashMap<>();
  private final Dependents dependents;

  /**
   * @param observers whether a module is the streams app, of which its ticks tell more
   * @param notices told when a module cannot be kept alive, and when it is again
   * @param proof how long it must live then to count as recovered
   * @param nanos a clock that nobody sets
   */
  Supervisor(
      Slots slots,
      Predicate<String> observers,
      Notices notices,
      Duration proof,
      LongSupplier nanos) {
    this.means = new Means(slots, observers, notices, proof, nanos, worker);
    this.dependents = new Dependents(kept, slots);
  }

  /**
   * Does something to the containers while no attempt is under way, and before what it leads to is
   * acted on.
   *
   * @throws InterruptedException when the wait for it was called off
   */
  <T> T inTurn(Callable<T> task) throws InterruptedException {
    return worker.inTurn(task);
  }

  /**
   * Looks after an instance from now on; one that is looked after already is so as before.
   *
   * @param incarnation of the container that fills its slot
   * @param newest that there ever was; that container may be gone, or never have been made
   */
  void keep(InstanceId instance, ModuleSpec module, long incarnation, long newest) {
    Kept known = kept.get(instance);
    if (known == null) {
      known = new Kept(instance, module, incarnation, means);
      kept.put(instance, known);
    } else if (known.isOf(incarnation) && !known.isExactly(incarnation)) {
      known.renew(module, incarnation);
      proveByDocker(instance, known);
    }
    known.is(module);
    known.used(newest);
  }

  /** As {@link #keep}, of what has ended and is left so until it is started again. */
  void leave(InstanceId instance, ModuleSpec module, long incarnation, long newest) {
    keep(instance, module, incarnation, newest);
    kept.get(instance).hold();
  }

  /** Told of every fact about containers. */
  void on(Envelope<Fact> envelope) {
    if (envelope.body() instanceof Fact.OfInstance fact && kept.containsKey(fact.instance())) {
      worker.soon(() -> on(fact, kept.get(fact.instance())));
    }
  }

  private void on(Fact.OfInstance fact, Kept known) {
    switch (fact) {
      case Fact.ContainerStarted started -> started(started, known);
      case Fact.ContainerDied died -> died(died, known);
      case Fact.HealthChanged changed -> healthChanged(changed, known);
      case Fact.ContainerStoppedByOperator stopped -> stopped(stopped, known);
      default -> LOG.debug("{} is nothing to act on", fact);
    }
  }

  private void started(Fact.ContainerStarted started, Kept known) {
    if (known.isOf(started.incarnation())) {
      boolean anew = known.isAnew(started.incarnation());
      known.started(started.incarnation());
      proveByDocker(started.instance(), known);
      if (anew) {
        dependents.replaced(started.instance().module());
      }
    }
  }

  private static void died(Fact.ContainerDied died, Kept known) {
    if (known.isOf(died.incarnation())) {
      known.used(died.incarnation());
      known.ended(died.exitCode());
    }
  }

  private static void stopped(Fact.ContainerStoppedByOperator stopped, Kept known) {
    if (known.isOf(stopped.incarnation())) {
      LOG.info("{} was stopped by somebody: it is left so", stopped.instance());
      known.hold();
    }
  }

  /** The observer is unwell whenever the broker is; whether to act on it is ObserverKeeper's. */
  private void healthChanged(Fact.HealthChanged changed, Kept known) {
    if (!known.isExactly(changed.incarnation()) || means.isObserver(changed.instance())) {
      return;
    }
    switch (changed.health()) {
      case HEALTHY -> {
        known.spare();
        known.prove();
      }
      case UNHEALTHY -> {
        known.unproved();
        known.accuse(new Accusation.Unhealthy(changed.incarnation()), "its health check fails");
      }
      case STARTING -> LOG.debug("{} is nothing to act on", changed);
    }
  }

  /** That an observer's container runs is no proof that it observes: its ticks are. */
  private void proveByDocker(InstanceId instance, Kept known) {
    if (!means.isObserver(instance)) {
      known.prove();
    }
  }

  /** Told of every look at the observer: which run of it was seen, and what to think of it. */
  void onLook(InstanceId instance, Verdict verdict, Run run) {
    worker.soon(() -> judged(kept.get(instance), verdict, run));
  }

  private static void judged(Kept known, Verdict verdict, Run run) {
    if (known == null || !known.isOf(run.incarnation())) {
      return;
    }
    Accusation idle = new Accusation.Idle(run);
    switch (verdict) {
      case OBSERVES -> {
        known.spareFrom(idle);
        known.prove();
      }
      case GETS_ON -> {
        known.spareFrom(idle);
        known.unproved();
      }
      case WAITED_FOR -> known.unproved();
      case STOPPED -> known.accuse(idle, "it has stopped observing");
    }
  }

  /** Whether its next attempt is still to come. */
  boolean hasPending(InstanceId instance) {
    Kept known = kept.get(instance);
    return known != null && known.isPending();
  }

  @Override
  public void close() {
    worker.close();
  }
}
