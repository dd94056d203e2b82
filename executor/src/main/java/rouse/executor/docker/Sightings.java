package rouse.executor.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;

/**
 * Makes facts of the engine's events, and of lists of what is there when events may have been
 * missed. Each transition is said once, however often it is seen.
 *
 * <p>{@code docker stop} emits kill (with the stop signal), die and stop; a crash only die; {@code
 * docker kill} kill and die. So at a die it is known already whether somebody asked for it, and
 * nobody has to wait for a stop that may never come. A {@code docker kill} with the stop signal is
 * such a request as well: Docker's own restart policies read it so. An engine that stops sends the
 * same events as {@code docker stop}, and asks on nobody's behalf: these ends are deaths.
 */
final class Sightings {
  /**
   * A stop signal explains an end within this time: Docker's default grace of 10 s is what most
   * use, and a longer one is corrected by the stop event.
   */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

  private final ContainerFacts facts;
  private final Function<String, Optional<Inspection>> inspect;
  private final Predicate<EngineEvent> engineIsGone;
  private final Map<String, Sighting> seen = new HashMap<>();
  private final Map<InstanceId, Running> running = new ConcurrentHashMap<>();
  private final Set<String> ours = ConcurrentHashMap.newKeySet();
  private final Map<String, List<EngineEvent>> before = new HashMap<>();

  /**
   * @param inspect a container by its id
   * @param engineIsGone whether the engine that told of an event goes down or has gone; asked when
   *     a container that was told to stop by somebody else has ended
   */
  Sightings(
      ContainerFacts facts,
      Function<String, Optional<Inspection>> inspect,
      Predicate<EngineEvent> engineIsGone) {
    this.facts = facts;
    this.inspect = inspect;
    this.engineIsGone = engineIsGone;
  }

  /** The end of this container is our own doing and no news. */
  void expectEnd(String containerId) {
    ours.add(containerId);
  }

  /** What fills the slots now; safe to read from any thread. */
  Collection<Running> running() {
    return running.values();
  }

  Optional<Running> running(InstanceId instance) {
    return Optional.ofNullable(running.get(instance));
  }

  synchronized List<Envelope<Fact>> on(EngineEvent event) {
    List<Envelope<Fact>> news =
        switch (event.action()) {
          case "start" -> started(event);
          case "die" -> died(event);
          case "stop" -> stopped(event);
          case "destroy" -> destroyed(event);
          case "kill", "oom", "pause", "unpause" -> {
            remember(event);
            yield List.of();
          }
          default -> health(event);
        };
    publish(event.containerId());
    return news;
  }

  /**
   * What only matters for a later event. Also for events of a time before this process: they count
   * as soon as their container is seen.
   */
  synchronized void remember(EngineEvent event) {
    Sighting sighting = seen.get(event.containerId());
    if (sighting == null) {
      before.computeIfAbsent(event.containerId(), id -> new ArrayList<>()).add(event);
      return;
    }
    switch (event.action()) {
      case "kill" -> sighting.signalled(event);
      case "oom" -> sighting.outOfMemory();
      case "pause" -> sighting.phase(Phase.PAUSED);
      case "unpause" -> sighting.phase(Phase.RUNNING);
      default -> {}
    }
  }

  private List<Envelope<Fact>> started(EngineEvent event) {
    return inspect.apply(event.containerId()).map(this::run).orElseGet(List::of);
  }

  /** A run was seen: news unless it was before. */
  private List<Envelope<Fact>> run(Inspection now) {
    ManagedContainer container = now.container();
    Sighting sighting =
        seen.computeIfAbsent(
            container.id(), id -> new Sighting(container.withPhase(Phase.CREATED)));
    if (now.startedAt().isEmpty() || now.startedAt().equals(sighting.startedAt())) {
      return List.of();
    }
    sighting.started(now);
    List<EngineEvent> earlier = before.remove(container.id());
    if (earlier != null) {
      earlier.stream().filter(e -> e.at().isAfter(now.startedAt().get())).forEach(this::remember);
    }
    // A container that has ended since its start is still to be told dead, by its die event.
    sighting.phase(container.phase().alive() ? container.phase() : Phase.RUNNING);
    return List.of(facts.started(container, now.startedAt().get()));
  }

  private List<Envelope<Fact>> died(EngineEvent event) {
    List<Envelope<Fact>> news = new ArrayList<>();
    Sighting sighting = seen.get(event.containerId());
    if (sighting == null) {
      news.addAll(started(event));
      sighting = seen.get(event.containerId());
    }
    if (sighting != null) {
      news.addAll(ended(sighting, event));
    }
    return news;
  }

  private List<Envelope<Fact>> ended(Sighting sighting, EngineEvent event) {
    return ended(sighting, event.exitCode(), event.at(), Optional.of(event));
  }

  /**
   * @param told the event that told of it; empty when it was only found
   */
  private List<Envelope<Fact>> ended(
      Sighting sighting, int exitCode, Instant at, Optional<EngineEvent> told) {
    if (!sighting.alive()) {
      return List.of();
    }
    sighting.phase(Phase.ENDED);
    ManagedContainer container = sighting.container();
    if (ours.contains(container.id())) {
      return List.of();
    }
    Instant run = sighting.startedAt().orElse(at);
    Optional<EngineEvent> order = sighting.stopOrder(at, STOP_PATIENCE);
    // The newer the event, the surer an engine that has not gone still remembers it.
    if (order.isPresent() && !engineIsGone.test(told.or(() -> order).orElseThrow())) {
      sighting.sayStop();
      return List.of(facts.stopped(container, run, at));
    }
    return List.of(facts.died(container, run, at, exitCode, sighting.oom()));
  }

  private List<Envelope<Fact>> stopped(EngineEvent event) {
    Sighting sighting = seen.get(event.containerId());
    if (sighting == null
        || ours.contains(event.containerId())
        || sighting.isStopSaid()
        || engineIsGone.test(event)) {
      return List.of();
    }
    sighting.sayStop();
    sighting.phase(Phase.ENDED);
    Instant run = sighting.startedAt().orElse(event.at());
    return List.of(facts.stopped(sighting.container(), run, event.at()));
  }

  private List<Envelope<Fact>> destroyed(EngineEvent event) {
    Sighting sighting = seen.get(event.containerId());
    List<Envelope<Fact>> news = sighting == null ? List.of() : ended(sighting, event);
    forget(event.containerId());
    return news;
  }

  private List<Envelope<Fact>> health(EngineEvent event) {
    Sighting sighting = seen.get(event.containerId());
    return event
        .health()
        .flatMap(DockerRuntime::health)
        .filter(now -> sighting != null)
        .map(now -> healthIs(sighting, now, event.at()))
        .orElseGet(List::of);
  }

  private List<Envelope<Fact>> healthIs(Sighting sighting, Fact.Health now, Instant at) {
    if (!sighting.alive() || sighting.health().filter(before -> before == now).isPresent()) {
      return List.of();
    }
    sighting.health(now);
    return List.of(facts.health(sighting.container(), now, at));
  }

  /**
   * Compares with what is there.
   *
   * @param present every container of the platform
   * @param at for what has no time of its own
   */
  synchronized List<Envelope<Fact>> resync(Collection<Inspection> present, Instant at) {
    List<Envelope<Fact>> news = new ArrayList<>();
    Set<String> gone = new HashSet<>(seen.keySet());
    for (Inspection now : present) {
      gone.remove(now.container().id());
      if (now.container().phase() != Phase.CREATED && !isSuperseded(now, present)) {
        news.addAll(run(now));
        news.addAll(state(seen.get(now.container().id()), now, at));
        publish(now.container().id());
      }
    }
    for (String id : gone) {
      news.addAll(ended(seen.get(id), -1, at, Optional.empty()));
      publish(id);
      forget(id);
    }
    before.clear();
    return news;
  }

  private List<Envelope<Fact>> state(Sighting sighting, Inspection now, Instant at) {
    if (!now.container().phase().alive()) {
      if (now.oom()) {
        sighting.outOfMemory();
      }
      return ended(sighting, now.exitCode(), now.finishedAt().orElse(at), Optional.empty());
    }
    sighting.phase(now.container().phase());
    return now.health()
        .map(health -> healthIs(sighting, health, now.healthAt().orElse(at)))
        .orElseGet(List::of);
  }

  /** Left over from a replacement whose executor was killed: its end was our doing. */
  private static boolean isSuperseded(Inspection now, Collection<Inspection> present) {
    return !now.container().phase().alive()
        && present.stream()
            .map(Inspection::container)
            .anyMatch(
                other ->
                    other.instance().equals(now.container().instance())
                        && other.incarnation() > now.container().incarnation());
  }

  private void forget(String id) {
    seen.remove(id);
    ours.remove(id);
    before.remove(id);
  }

  /** Slots may have two containers for a moment: the newest incarnation that is alive counts. */
  private void publish(String id) {
    Sighting changed = seen.get(id);
    if (changed == null) {
      return;
    }
    InstanceId instance = changed.container().instance();
    seen.values().stream()
        .filter(s -> s.alive() && s.container().instance().equals(instance))
        .max((a, b) -> Long.compare(a.container().incarnation(), b.container().incarnation()))
        .ifPresentOrElse(
            newest -> running.put(instance, newest.running()), () -> running.remove(instance));
  }
}
