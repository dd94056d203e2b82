package rouse.executor.docker.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * Makes facts of the engine's events, and of lists of what is there when events may have been
 * missed. Each transition is said once, however often it is seen.
 */
public final class ContainerTracker {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerTracker.class);
  private static final Comparator<TrackedContainer> NEWEST =
      Comparator.comparingLong(sighting -> sighting.container().incarnation());

  private final ContainerFacts facts;
  private final Function<String, Optional<Inspection>> inspect;
  private final ExitClassifier endings;
  private final Map<String, TrackedContainer> seen = new HashMap<>();
  private final Map<InstanceId, RunningContainer> running = new ConcurrentHashMap<>();
  private final Map<String, List<EngineEvent>> before = new HashMap<>();

  /**
   * @param inspect a container by its id
   * @param endings says what their ends were
   */
  public ContainerTracker(
      ContainerFacts facts,
      Function<String, Optional<Inspection>> inspect,
      ExitClassifier endings) {
    this.facts = facts;
    this.inspect = inspect;
    this.endings = endings;
  }

  /** The end of this container is our own doing and no news. */
  public void expectEnd(String containerId) {
    endings.expect(containerId);
  }

  /** This container is restarted here; safe to call from any thread. */
  public void expectRestart(String containerId) {
    endings.expectRestart(containerId);
  }

  /** What fills the slots now; safe to read from any thread. */
  public Collection<RunningContainer> running() {
    return running.values();
  }

  public Optional<RunningContainer> running(InstanceId instance) {
    return Optional.ofNullable(running.get(instance));
  }

  /** Whether somebody else stops what fills a slot; of an end that was seen, once it is judged. */
  public synchronized StopStatus stopping(InstanceId instance, Duration grace, Instant now) {
    return seen.values().stream()
        .filter(s -> s.container().instance().equals(instance))
        .max(NEWEST)
        .map(newest -> endings.stopping(newest, grace, now))
        .orElse(StopStatus.GONE);
  }

  public synchronized List<Envelope<Fact>> on(EngineEvent event) {
    List<Envelope<Fact>> news = new ArrayList<>(act(event));
    publish(event.containerId());
    news.addAll(endings.settleUntil(event.at()));
    return news;
  }

  private List<Envelope<Fact>> act(EngineEvent event) {
    return switch (event.action()) {
      case "start" -> started(event);
      case "die" -> died(event);
      case "stop" -> stopped(event);
      case "destroy" -> destroyed(event);
      case "pause" -> phaseIs(event, ContainerPhase.PAUSED);
      case "unpause" -> phaseIs(event, ContainerPhase.RUNNING);
      case "kill", "oom" -> {
        remember(event);
        yield List.of();
      }
      default -> health(event);
    };
  }

  /** Whether an end was seen of which it is still open what it was. */
  public synchronized boolean areInDoubt() {
    return endings.areInDoubt();
  }

  /** Nothing happened for as long as a doubt lasts. */
  public synchronized List<Envelope<Fact>> settle() {
    return endings.settleUntil(Instant.MAX);
  }

  /**
   * What only matters for a later event. Also for events of a time before this process: they count
   * as soon as their container is seen.
   */
  public synchronized void remember(EngineEvent event) {
    TrackedContainer sighting = seen.get(event.containerId());
    if (sighting == null) {
      before.computeIfAbsent(event.containerId(), id -> new ArrayList<>()).add(event);
      return;
    }
    switch (event.action()) {
      case "kill" -> sighting.signalled(event);
      case "oom" -> sighting.outOfMemory();
      case "stop" -> sighting.stopped(event);
      case "die" -> sighting.endSeen();
      default -> {}
    }
  }

  private List<Envelope<Fact>> started(EngineEvent event) {
    return inspect.apply(event.containerId()).map(now -> run(now, event.at())).orElseGet(List::of);
  }

  /**
   * A run was seen: news unless it was before.
   *
   * @param at of what told of it
   */
  private List<Envelope<Fact>> run(Inspection now, Instant at) {
    ManagedContainer container = now.container();
    TrackedContainer sighting =
        seen.computeIfAbsent(
            container.id(),
            id -> new TrackedContainer(container.withPhase(ContainerPhase.CREATED)));
    if (now.startedAt().isEmpty() || now.startedAt().equals(sighting.startedAt())) {
      return List.of();
    }
    List<Envelope<Fact>> news = new ArrayList<>(endings.settle(container.id()));
    endings.runsAgain(container.id());
    boolean wasPaused = sighting.container().phase() == ContainerPhase.PAUSED;
    sighting.started(now);
    List<EngineEvent> earlier = before.remove(container.id());
    if (earlier != null) {
      earlier.stream().filter(e -> e.at().isAfter(now.startedAt().get())).forEach(this::remember);
    }
    // A container that has ended since its start is still to be told dead, by its die event.
    sighting.phase(wasPaused ? ContainerPhase.PAUSED : ContainerPhase.RUNNING);
    news.add(facts.started(container, now.startedAt().get()));
    ContainerPhase phase = container.phase().alive() ? container.phase() : ContainerPhase.RUNNING;
    news.addAll(phaseIs(sighting, phase, at));
    return news;
  }

  private List<Envelope<Fact>> phaseIs(EngineEvent event, ContainerPhase now) {
    TrackedContainer sighting = seen.get(event.containerId());
    return sighting == null ? List.of() : phaseIs(sighting, now, event.at());
  }

  /** It was paused or unpaused; what an end of our own doing needs is no news. */
  private List<Envelope<Fact>> phaseIs(TrackedContainer sighting, ContainerPhase now, Instant at) {
    ManagedContainer container = sighting.container();
    if (!container.phase().alive() || container.phase() == now) {
      return List.of();
    }
    sighting.phase(now);
    if (endings.isExpected(container.id())) {
      return List.of();
    }
    return List.of(
        now == ContainerPhase.PAUSED ? facts.paused(container, at) : facts.unpaused(container, at));
  }

  private List<Envelope<Fact>> died(EngineEvent event) {
    List<Envelope<Fact>> news = new ArrayList<>();
    TrackedContainer sighting = seen.get(event.containerId());
    if (sighting == null) {
      news.addAll(started(event));
      sighting = seen.get(event.containerId());
    }
    if (sighting != null) {
      news.addAll(ended(sighting, event));
    }
    return news;
  }

  private List<Envelope<Fact>> ended(TrackedContainer sighting, EngineEvent event) {
    return endings.ended(sighting, event.exitCode(), event.at(), Optional.of(event));
  }

  private List<Envelope<Fact>> stopped(EngineEvent event) {
    TrackedContainer sighting = seen.get(event.containerId());
    return sighting == null ? List.of() : endings.stopped(sighting, event);
  }

  private List<Envelope<Fact>> destroyed(EngineEvent event) {
    TrackedContainer sighting = seen.get(event.containerId());
    List<Envelope<Fact>> news = sighting == null ? List.of() : gone(sighting, event);
    forget(event.containerId());
    return news;
  }

  private List<Envelope<Fact>> gone(TrackedContainer sighting, EngineEvent event) {
    List<Envelope<Fact>> news = new ArrayList<>(ended(sighting, event));
    news.addAll(endings.settle(event.containerId()));
    return news;
  }

  private List<Envelope<Fact>> health(EngineEvent event) {
    TrackedContainer sighting = seen.get(event.containerId());
    return event
        .health()
        .flatMap(DockerRuntime::health)
        .filter(now -> sighting != null)
        .map(now -> healthIs(sighting, now, event.at()))
        .orElseGet(List::of);
  }

  private List<Envelope<Fact>> healthIs(TrackedContainer sighting, Fact.Health now, Instant at) {
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
  public synchronized List<Envelope<Fact>> resync(Collection<Inspection> present, Instant at) {
    List<Envelope<Fact>> news = new ArrayList<>();
    Set<String> gone = new HashSet<>(seen.keySet());
    for (Inspection now : present) {
      gone.remove(now.container().id());
      if (now.container().phase() != ContainerPhase.CREATED && !isSuperseded(now, present)) {
        boolean first = !seen.containsKey(now.container().id());
        news.addAll(run(now, at));
        news.addAll(state(seen.get(now.container().id()), now, at));
        if (first && now.container().phase() == ContainerPhase.RUNNING) {
          // It may have been told paused before this process, and unpaused while nobody watched.
          news.add(facts.unpaused(now.container(), at));
        }
        publish(now.container().id());
      }
    }
    for (String id : gone) {
      news.addAll(endings.ended(seen.get(id), -1, at, Optional.empty()));
      news.addAll(endings.settle(id));
      publish(id);
      forget(id);
    }
    before.clear();
    news.addAll(endings.settleUntil(at));
    return news;
  }

  private List<Envelope<Fact>> state(TrackedContainer sighting, Inspection now, Instant at) {
    if (!now.container().phase().alive()) {
      if (now.oom()) {
        sighting.outOfMemory();
      }
      return endings.ended(sighting, now.exitCode(), now.finishedAt().orElse(at), Optional.empty());
    }
    List<Envelope<Fact>> news = new ArrayList<>(phaseIs(sighting, now.container().phase(), at));
    addressIs(sighting, now.container().ip());
    now.health()
        .map(health -> healthIs(sighting, health, now.healthAt().orElse(at)))
        .ifPresent(news::addAll);
    return news;
  }

  private static void addressIs(TrackedContainer sighting, Optional<String> now) {
    ManagedContainer before = sighting.container();
    if (!before.ip().equals(now)) {
      LOG.warn(
          "{} had the address {}, and now has {}: its networks were changed by hand",
          before.name(),
          before.ip().orElse("(none)"),
          now.orElse("(none)"));
      sighting.ip(now);
    }
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
    endings.forget(id);
    before.remove(id);
  }

  /** Slots may have two containers for a moment: the newest incarnation that is alive counts. */
  private void publish(String id) {
    TrackedContainer changed = seen.get(id);
    if (changed == null) {
      return;
    }
    InstanceId instance = changed.container().instance();
    seen.values().stream()
        .filter(s -> s.alive() && s.container().instance().equals(instance))
        .max(NEWEST)
        .ifPresentOrElse(
            newest -> running.put(instance, newest.running()), () -> running.remove(instance));
  }
}
