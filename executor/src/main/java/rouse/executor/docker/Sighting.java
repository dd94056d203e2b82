package rouse.executor.docker;

import java.time.Instant;
import java.util.Optional;
import rouse.contracts.event.Fact;

/** What was last seen of one container, and what was said of it. */
final class Sighting {
  private ManagedContainer container;
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Fact.Health> health = Optional.empty();
  private Optional<Instant> stopAsked = Optional.empty();
  private int stopSignal = Signals.TERM;
  private boolean oom;
  private boolean stopSaid;
  private boolean endedByTheEngine;

  Sighting(ManagedContainer container) {
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
    stopAsked = Optional.empty();
    oom = false;
    stopSaid = false;
    endedByTheEngine = false;
  }

  void phase(Phase phase) {
    container = container.withPhase(phase);
  }

  void health(Fact.Health now) {
    health = Optional.of(now);
  }

  void outOfMemory() {
    oom = true;
  }

  void signalled(int signal, Instant at) {
    if (signal == stopSignal) {
      stopAsked = Optional.of(at);
    }
  }

  /** The engine is stopping: nobody asked for this container's end. */
  void endsWithTheEngine() {
    stopAsked = Optional.empty();
    endedByTheEngine = true;
  }

  boolean isEndedByTheEngine() {
    return endedByTheEngine;
  }

  /** Whether it was asked to stop so shortly before that its end is the answer. */
  boolean wasAskedToStop(Instant end, java.time.Duration patience) {
    return stopAsked.filter(asked -> !end.isAfter(asked.plus(patience))).isPresent();
  }

  /** Whether the stop was said already; it is from now on. */
  boolean sayStop() {
    boolean before = stopSaid;
    stopSaid = true;
    return before;
  }

  Running running() {
    return new Running(container, health);
  }
}
