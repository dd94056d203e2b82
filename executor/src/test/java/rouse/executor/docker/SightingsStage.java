package rouse.executor.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;

/** One container without an engine, the events about it, and the facts that are made of them. */
final class SightingsStage {
  static final Instant START = Instant.parse("2026-01-31T09:05:00Z");
  static final String ID = "0123456789abcdef";
  static final Duration GRACE = Duration.ofSeconds(30);
  boolean engineIsGone;
  Optional<String> address = Optional.empty();

  /** The events of which it was asked whether the engine that told of them has gone. */
  final List<EngineEvent> asked = new ArrayList<>();

  final List<Fact> facts = new ArrayList<>();
  private final ContainerFacts maker = new ContainerFacts(new HostId("host-1"));
  final Sightings sightings =
      new Sightings(
          maker,
          id -> Optional.of(inspection(Phase.RUNNING, START, Optional.empty(), 0)),
          new Endings(maker, this::ask, Endings.STOP_PATIENCE));

  private boolean ask(EngineEvent told) {
    asked.add(told);
    return engineIsGone;
  }

  private Inspection inspection(Phase phase, Instant start, Optional<Instant> end, int exitCode) {
    ManagedContainer container =
        new ManagedContainer(
            ID,
            "ias-app-1",
            new InstanceId("ias", "app", 1),
            1,
            Optional.empty(),
            Optional.empty(),
            phase,
            address);
    return new Inspection(
        container,
        Optional.of(start),
        end,
        exitCode,
        false,
        Optional.empty(),
        Optional.empty(),
        "",
        Signals.TERM);
  }

  /** It is seen to start. */
  SightingsStage started() {
    event(0, "start");
    facts.clear();
    return this;
  }

  private static EngineEvent told(long ms, String action, String... attribute) {
    Map<String, String> attributes =
        attribute.length == 0 ? Map.of() : Map.of(attribute[0], attribute[1]);
    return new EngineEvent(action, ID, attributes, START.plusMillis(ms));
  }

  /**
   * @param ms since the start
   */
  void event(long ms, String action, String... attribute) {
    take(sightings.on(told(ms, action, attribute)));
  }

  /** Something happens to another container. */
  void another(long ms) {
    take(sightings.on(new EngineEvent("oom", "another", Map.of(), START.plusMillis(ms))));
  }

  /** The engine still knows of it when the watch begins. */
  void past(long ms, String action, String... attribute) {
    sightings.remember(told(ms, action, attribute));
  }

  /** It is found to have ended. */
  void found(long endedMs, int exitCode, long nowMs) {
    Optional<Instant> end = Optional.of(START.plusMillis(endedMs));
    List<Inspection> present = List.of(inspection(Phase.ENDED, START, end, exitCode));
    take(sightings.resync(present, START.plusMillis(nowMs)));
  }

  /** It is found alive. */
  void isThere(Phase phase, long nowMs) {
    isThereSince(phase, 0, nowMs);
  }

  /** It is found alive, started when nobody saw it. */
  void isThereSince(Phase phase, long startMs, long nowMs) {
    Inspection there = inspection(phase, START.plusMillis(startMs), Optional.empty(), 0);
    take(sightings.resync(List.of(there), START.plusMillis(nowMs)));
  }

  Running running() {
    return sightings.running(new InstanceId("ias", "app", 1)).orElseThrow();
  }

  Stopping stopping(long ms) {
    return sightings.stopping(new InstanceId("ias", "app", 1), GRACE, START.plusMillis(ms));
  }

  void take(List<Envelope<Fact>> news) {
    news.stream().map(Envelope::body).forEach(facts::add);
  }
}
