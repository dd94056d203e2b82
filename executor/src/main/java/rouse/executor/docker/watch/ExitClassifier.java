package rouse.executor.docker.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;

/**
 * What the end of a container was: its death, or somebody's wish.
 *
 * <p>{@code docker stop} emits kill (with the stop signal), when the grace is over kill (9), then
 * die and stop; a crash only die; {@code docker kill} kill and die. An end soon after the stop
 * signal is taken for the answer to it. What ends later may have taken all of a long grace, or have
 * lived on and crashed: the stop event, which follows a die within milliseconds, tells them apart,
 * and is waited for. A {@code docker kill} with the stop signal is such a wish as well: Docker's
 * own restart policies read it so. An engine that stops sends the same events as {@code docker
 * stop}, and so does an executor that replaces a container; both ask on nobody's behalf: these ends
 * are deaths.
 */
public final class ExitClassifier {
  /** How long the stop event may be behind the die event; the engine clears up in between. */
  static final Duration DOUBT = Duration.ofSeconds(2);

  /** What an engine gives a container by default is less. */
  public static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final ContainerFacts facts;
  private final Predicate<EngineEvent> isNobodysWish;
  private final Duration stopPatience;
  private final Set<String> ours = ConcurrentHashMap.newKeySet();
  private final Set<String> restarted = ConcurrentHashMap.newKeySet();
  private final Map<String, Ending> doubtful = new LinkedHashMap<>();

  /** An end, and what it is when nobody wished it: by itself, or by an engine or an executor. */
  private record Ending(Instant at, Envelope<Fact> death, Envelope<Fact> interrupted) {}

  /**
   * @param isNobodysWish whether the engine that told of an event goes down or has gone, or an
   *     executor replaces the container; asked when one that was told to stop has ended
   * @param stopPatience for so long a stop signal explains an end without a stop event
   */
  public ExitClassifier(
      ContainerFacts facts, Predicate<EngineEvent> isNobodysWish, Duration stopPatience) {
    this.facts = facts;
    this.isNobodysWish = isNobodysWish;
    this.stopPatience = stopPatience;
  }

  /** The end of this container is our own doing and no news; safe to call from any thread. */
  void expect(String containerId) {
    ours.add(containerId);
  }

  /**
   * The end of its run is our own doing, and so is the next run of the same container, which ends
   * as others do; safe to call from any thread.
   */
  void expectRestart(String containerId) {
    restarted.add(containerId);
    ours.add(containerId);
  }

  /** Another run of it was seen. */
  void runsAgain(String containerId) {
    if (restarted.remove(containerId)) {
      ours.remove(containerId);
    }
  }

  /** Whether its end is our own doing. */
  boolean isExpected(String containerId) {
    return ours.contains(containerId);
  }

  /**
   * It has ended.
   *
   * @param told the event that told of it; empty when it was only found
   */
  List<Envelope<Fact>> ended(
      TrackedContainer sighting, int exitCode, Instant at, Optional<EngineEvent> told) {
    if (!sighting.alive()) {
      return List.of();
    }
    sighting.phase(ContainerPhase.ENDED);
    ManagedContainer container = sighting.container();
    if (ours.contains(container.id())) {
      return List.of();
    }
    Instant run = sighting.startedAt().orElse(at);
    boolean seen = told.isPresent() || sighting.isEndSeen();
    Envelope<Fact> death = facts.died(container, run, at, exitCode, sighting.oom(), !seen);
    Envelope<Fact> interrupted = facts.died(container, run, at, exitCode, sighting.oom(), true);
    Optional<EngineEvent> wish = sighting.stop().or(() -> sighting.order(at, stopPatience));
    if (wish.isPresent()) {
      // The newer the event, the surer an engine that has not gone still remembers it.
      boolean nobodys = isNobodysWish.test(told.or(() -> wish).orElseThrow());
      return List.of(nobodys ? interrupted : wished(sighting, run, at));
    }
    if (sighting.toldAt().isPresent()) {
      doubtful.put(container.id(), new Ending(at, death, interrupted));
      return List.of();
    }
    return List.of(death);
  }

  /** The engine has carried somebody's stop out. */
  List<Envelope<Fact>> stopped(TrackedContainer sighting, EngineEvent stop) {
    if (ours.contains(stop.containerId()) || sighting.isStopSaid()) {
      return List.of();
    }
    Optional<Ending> ending = Optional.ofNullable(doubtful.remove(stop.containerId()));
    if (isNobodysWish.test(stop)) {
      return ending.map(Ending::interrupted).stream().toList();
    }
    sighting.phase(ContainerPhase.ENDED);
    return List.of(wished(sighting, sighting.startedAt().orElse(stop.at()), stop.at()));
  }

  private Envelope<Fact> wished(TrackedContainer sighting, Instant run, Instant at) {
    sighting.sayStop();
    return facts.stopped(sighting.container(), run, at);
  }

  boolean areInDoubt() {
    return !doubtful.isEmpty();
  }

  /**
   * Whether somebody else stops it.
   *
   * @param grace between the stop signal and the kill
   */
  StopStatus stopping(TrackedContainer sighting, Duration grace, Instant now) {
    String id = sighting.container().id();
    if (sighting.alive()) {
      return sighting
          .toldAt()
          .filter(told -> !ours.contains(id) && !sighting.container().isAside())
          .map(told -> StopStatus.since(told, grace, now))
          .orElse(StopStatus.NOT_ASKED);
    }
    if (doubtful.containsKey(id)) {
      return StopStatus.UNDER_WAY;
    }
    return sighting.isStopSaid() ? StopStatus.DONE : StopStatus.GONE;
  }

  /** The doubtful ends that were waited for long enough: they were deaths. */
  List<Envelope<Fact>> settleUntil(Instant now) {
    List<Envelope<Fact>> deaths = new ArrayList<>();
    doubtful.values().removeIf(e -> !e.at().plus(DOUBT).isAfter(now) && deaths.add(e.death()));
    return deaths;
  }

  /** No stop event can follow any more. */
  List<Envelope<Fact>> settle(String containerId) {
    return Optional.ofNullable(doubtful.remove(containerId)).map(Ending::death).stream().toList();
  }

  void forget(String containerId) {
    ours.remove(containerId);
    restarted.remove(containerId);
    doubtful.remove(containerId);
  }
}
