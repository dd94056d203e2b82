package rouse.executor.docker.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import rouse.contracts.event.Fact;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/** What was last seen of one container, and what was said of it. */
final class TrackedContainer {
  private ManagedContainer container;
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Fact.Health> health = Optional.empty();
  private Optional<EngineEvent> order = Optional.empty();
  private Optional<EngineEvent> stop = Optional.empty();
  private int stopSignal = SignalNumbers.TERM;
  private boolean oom;
  private boolean endSeen;
  private boolean stopSaid;

  TrackedContainer(ManagedContainer container) {
    this.container = container;
  }

  ManagedContainer container() {
    return container;
  }

  Optional<Instant> startedAt() {
    return startedAt;
  }

  Optional<Fact.Health> health() {
    return health;
  }

  boolean oom() {
    return oom;
  }

  boolean alive() {
    return container.phase().alive();
  }

  /** A new run of it: what was known of an earlier one no longer counts. */
  void started(Inspection seen) {
    container = seen.container();
    startedAt = seen.startedAt();
    stopSignal = seen.stopSignal();
    health = seen.health().map(h -> Fact.Health.STARTING);
    order = Optional.empty();
    stop = Optional.empty();
    oom = false;
    endSeen = false;
    stopSaid = false;
  }

  void phase(ContainerPhase phase) {
    container = container.withPhase(phase);
  }

  /** It was connected to, or disconnected from, a network. */
  void ip(Optional<String> now) {
    container = container.withIp(now);
  }

  void health(Fact.Health now) {
    health = Optional.of(now);
  }

  /** The engine has told of its end, so the engine of that time is the one that runs. */
  void endSeen() {
    endSeen = true;
  }

  boolean isEndSeen() {
    return endSeen;
  }

  void outOfMemory() {
    oom = true;
  }

  void signalled(EngineEvent kill) {
    if (kill.signal() == stopSignal) {
      order = Optional.of(kill);
    }
  }

  /** When anybody told it to stop last, however long ago. */
  Optional<Instant> toldAt() {
    return order.map(EngineEvent::at);
  }

  /** Who or whatever told it to stop, so shortly before its end that this is the answer. */
  Optional<EngineEvent> order(Instant end, Duration patience) {
    return order.filter(told -> !end.isAfter(told.at().plus(patience)));
  }

  void stopped(EngineEvent event) {
    stop = Optional.of(event);
  }

  /** What told, before its end was seen, that it was stopped. */
  Optional<EngineEvent> stop() {
    return stop;
  }

  boolean isStopSaid() {
    return stopSaid;
  }

  void sayStop() {
    stopSaid = true;
  }

  RunningContainer running() {
    return new RunningContainer(container, health);
  }
}
