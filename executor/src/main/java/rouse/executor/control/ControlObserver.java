package rouse.executor.control;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.observer.ContainerRun;
import rouse.executor.observer.ObserverPatience;
import rouse.executor.observer.ObserverPatience.Verdict;
import rouse.executor.observer.ObserverSnapshot;
import rouse.executor.observer.ObserverWatchdog;
import rouse.executor.observer.TickProbe;

/** The observer as a module of the control plane: whether it ticks is its sign of life. */
final class ControlObserver {
  private static final Logger LOG = LoggerFactory.getLogger(ControlObserver.class);

  /** Without a tick for this long the observer is replaced; it writes ten in a second. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final ContainerRuntime runtime;
  private final FactFactory make;
  private final Consumer<Envelope<Fact>> facts;
  private Optional<ModuleSpec> observed = Optional.empty();
  private volatile ObserverWatchdog watchdog;

  /**
   * @param facts told of what the ticks show
   */
  ControlObserver(ContainerRuntime runtime, FactFactory make, Consumer<Envelope<Fact>> facts) {
    this.runtime = runtime;
    this.make = make;
    this.facts = facts;
  }

  boolean isThere() {
    return watchdog != null;
  }

  /**
   * Told of each look at the ticks.
   *
   * @param look empty when the broker did not answer
   */
  void looked(Optional<TickProbe.Look> look) {
    ObserverWatchdog now = watchdog;
    if (now != null) {
      now.looked(look);
    }
  }

  /** Another file may have another observer, or give it another time to start. */
  synchronized void watch(String platform, Optional<ModuleSpec> wanted) {
    if (!wanted.equals(observed)) {
      observed = wanted;
      watchdog =
          wanted
              .map(module -> watchdog(new InstanceId(platform, module.name(), 1), module))
              .orElse(null);
    }
  }

  private ObserverWatchdog watchdog(InstanceId instance, ModuleSpec module) {
    return new ObserverWatchdog(
        new ObserverPatience(SILENCE, module.heartbeat().startup()),
        () -> ObserverSnapshot.of(runtime, instance),
        (verdict, run) -> judged(instance, verdict, run),
        System::nanoTime);
  }

  private void judged(InstanceId instance, Verdict verdict, ContainerRun run) {
    switch (verdict) {
      case OBSERVES -> facts.accept(make.heard(instance, run.incarnation(), 3));
      // Nothing is held against it: its successor would get no further.
      case GETS_ON, BROKER_AWAY -> facts.accept(make.heard(instance, run.incarnation(), 1));
      case STOPPED -> facts.accept(make.silent(instance, run.incarnation(), SILENCE));
      case WAITED_FOR -> LOG.debug("{} may yet observe", instance);
    }
  }
}
