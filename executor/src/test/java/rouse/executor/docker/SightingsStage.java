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
import rouse.executor.docker.watch.ContainerFacts;
import rouse.executor.docker.watch.ContainerTracker;
import rouse.executor.docker.watch.EngineEvent;
import rouse.executor.docker.watch.ExitClassifier;
import rouse.executor.docker.watch.RunningContainer;
import rouse.executor.docker.watch.SignalNumbers;
import rouse.executor.docker.watch.StopStatus;

/** One container without an engine, the events about it, and the facts that are made of them. */
public final class SightingsStage {
  public static final Instant START = Instant.parse("2026-01-31T09:05:00Z");
  public static final String ID = "0123456789abcdef";
  static final Duration GRACE = Duration.ofSeconds(30);
  public boolean engineIsGone;
  public Optional<String> address = Optional.empty();

  /** The events of which it was asked whether the engine that told of them has gone. */
  public final List<EngineEvent> asked = new ArrayList<>();

  public final List<Fact> facts = new ArrayList<>();
  private final ContainerFacts maker = new ContainerFacts(new HostId("host-1"));
  public final ContainerTracker sightings =
      new ContainerTracker(
          maker,
          id -> Optional.of(inspection(ContainerPhase.RUNNING, START, Optional.empty(), 0)),
          new ExitClassifier(maker, this::ask, ExitClassifier.STOP_PATIENCE));

  private boolean ask(EngineEvent told) {
    asked.add(told);
    return engineIsGone;
  }

  private Inspection inspection(
      ContainerPhase phase, Instant start, Optional<Instant> end, int exitCode) {
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
        SignalNumbers.TERM);
  }

  /** It is seen to start. */
  public SightingsStage started() {
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
  public void event(long ms, String action, String... attribute) {
    take(sightings.on(told(ms, action, attribute)));
  }

  /** Something happens to another container. */
  void another(long ms) {
    take(sightings.on(new EngineEvent("oom", "another", Map.of(), START.plusMillis(ms))));
  }

  /** The engine still knows of it when the watch begins. */
  public void past(long ms, String action, String... attribute) {
    sightings.remember(told(ms, action, attribute));
  }

  /** It is found to have ended. */
  public void found(long endedMs, int exitCode, long nowMs) {
    Optional<Instant> end = Optional.of(START.plusMillis(endedMs));
    List<Inspection> present = List.of(inspection(ContainerPhase.ENDED, START, end, exitCode));
    take(sightings.resync(present, START.plusMillis(nowMs)));
  }

  /** It is found alive. */
  public void isThere(ContainerPhase phase, long nowMs) {
    isThereSince(phase, 0, nowMs);
  }

  /** It is found alive, started when nobody saw it. */
  public void isThereSince(ContainerPhase phase, long startMs, long nowMs) {
    Inspection there = inspection(phase, START.plusMillis(startMs), Optional.empty(), 0);
    take(sightings.resync(List.of(there), START.plusMillis(nowMs)));
  }

  public RunningContainer running() {
    return sightings.running(new InstanceId("ias", "app", 1)).orElseThrow();
  }

  StopStatus stopping(long ms) {
    return sightings.stopping(new InstanceId("ias", "app", 1), GRACE, START.plusMillis(ms));
  }

  public void take(List<Envelope<Fact>> news) {
    news.stream().map(Envelope::body).forEach(facts::add);
  }
}
