package rouse.executor.docker.watch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Backoff;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.log.RecentSet;

/**
 * Watches a platform's containers: facts about them go out at once, and what runs now is known
 * without asking.
 *
 * <p>Events can be missed: the engine keeps 256, connections break, and an engine is restarted. So
 * every connection begins with what was missed and a look at what is there, and while it lasts the
 * list is compared once in a while.
 */
public final class DockerWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DockerWatch.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
  private static final Duration COMPARE_EVERY = Duration.ofSeconds(10);
  private static final int REMEMBERED = 1024;

  private final Engine engine;
  private final EngineClock clock;
  private final ContainerRuntime runtime;
  private final EventScope scope;
  private final Supplier<List<ManagedContainer>> all;
  private final Predicate<String> isBeingReplaced;
  private final Predicate<InstanceId> mine;
  private final EngineShutdownDetector farewell;
  private final ContainerTracker sightings;
  private final List<Consumer<Envelope<Fact>>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> resyncListeners = new CopyOnWriteArrayList<>();
  private final Set<EngineEvent> handled = new RecentSet<>(REMEMBERED);
  private final Thread thread;
  private final ListComparison comparison = new ListComparison();
  private Instant last = Instant.EPOCH;
  private volatile boolean connected;
  private volatile boolean closed;

  /**
   * @param mine instances whose containers this executor speaks of
   * @param isRestarting whether another run of a container was ordered, by its id
   */
  public DockerWatch(
      Engine engine,
      ContainerRuntime runtime,
      String platform,
      Predicate<InstanceId> mine,
      Predicate<String> isRestarting,
      HostId host) {
    this(engine, runtime, platform, mine, isRestarting, host, ExitClassifier.STOP_PATIENCE);
  }

  /**
   * @param stopPatience for so long a stop signal explains an end without a stop event
   */
  DockerWatch(
      Engine engine,
      ContainerRuntime runtime,
      String platform,
      Predicate<InstanceId> mine,
      Predicate<String> isRestarting,
      HostId host,
      Duration stopPatience) {
    this(
        engine,
        runtime,
        EventScope.ofPlatform(platform),
        () -> runtime.list(platform),
        mine,
        isRestarting.or(id -> runtime.inspect(id).filter(i -> i.container().isAside()).isPresent()),
        host,
        stopPatience);
  }

  /**
   * Watches what is in a scope.
   *
   * @param all containers of the scope
   * @param isBeingReplaced whether an executor has begun to bring another run in a container's
   *     place, by its id
   */
  public DockerWatch(
      Engine engine,
      ContainerRuntime runtime,
      EventScope scope,
      Supplier<List<ManagedContainer>> all,
      Predicate<String> isBeingReplaced,
      HostId host) {
    this(
        engine,
        runtime,
        scope,
        all,
        instance -> true,
        isBeingReplaced,
        host,
        ExitClassifier.STOP_PATIENCE);
  }

  private DockerWatch(
      Engine engine,
      ContainerRuntime runtime,
      EventScope scope,
      Supplier<List<ManagedContainer>> all,
      Predicate<InstanceId> mine,
      Predicate<String> isBeingReplaced,
      HostId host,
      Duration stopPatience) {
    this.engine = engine;
    this.clock = new EngineClock(engine, InstantSource.system());
    this.runtime = runtime;
    this.scope = scope;
    this.all = all;
    this.mine = mine;
    this.isBeingReplaced = isBeingReplaced;
    this.farewell = new EngineShutdownDetector(engine, scope);
    ContainerFacts facts = new ContainerFacts(host);
    this.sightings =
        new ContainerTracker(
            facts, this::inspectMine, new ExitClassifier(facts, this::isNobodysWish, stopPatience));
    this.thread = Thread.ofPlatform().name("docker-watch").daemon().unstarted(this::watch);
  }

  /** Told of every fact, on the watching thread: must be quick. Add listeners before the start. */
  public void onFact(Consumer<Envelope<Fact>> listener) {
    listeners.add(listener);
  }

  /** Told after each comparison with what is there. */
  public void onResync(Runnable listener) {
    resyncListeners.add(listener);
  }

  /**
   * Looks at what is there, says so, and watches from then on.
   *
   * @throws EngineException when the engine does not answer this first time
   */
  public void start() {
    if (last.equals(Instant.EPOCH)) {
      look();
    } else {
      catchUp();
    }
    thread.start();
  }

  /**
   * Looks at what is there and says so; for whoever has something to do on it before the start.
   *
   * @throws EngineException when the engine does not answer
   */
  public void look() {
    clock.compare();
    Instant begin = clock.instant();
    // Who was asked to stop while nobody watched did not fail.
    EventStream.backlog(engine, scope, Instant.EPOCH, begin).forEach(sightings::remember);
    resync();
    last = begin;
  }

  /** The end of this container is our own doing and no news. */
  public void expectEnd(String containerId) {
    sightings.expectEnd(containerId);
  }

  /**
   * This container is restarted here: the end of its run is our own doing, its next run is news.
   */
  public void expectRestart(String containerId) {
    sightings.expectRestart(containerId);
  }

  /** What fills the slots now; costs no engine call. */
  public Collection<RunningContainer> running() {
    return sightings.running();
  }

  /** What fills this slot now; costs no engine call. */
  public Optional<RunningContainer> running(InstanceId instance) {
    return sightings.running(instance);
  }

  /**
   * Whether somebody else stops what fills this slot; asks the engine nothing, but may wait until
   * an event or a comparison has been worked on.
   *
   * @param grace between the stop signal and the kill
   */
  public StopStatus stopping(InstanceId instance, Duration grace) {
    return sightings.stopping(instance, grace, clock.instant());
  }

  /** Whether events arrive, as far as is known. */
  public boolean isWatching() {
    return connected;
  }

  private void watch() {
    int failures = 0;
    boolean first = true;
    while (!closed) {
      try {
        if (!first) {
          catchUp();
        }
        first = false;
        try (EventStream stream = EventStream.open(engine, scope, last)) {
          Instant opened = Instant.now();
          connected = true;
          try {
            follow(stream);
          } finally {
            connected = false;
            failures = opened.plus(PAUSES.longest()).isBefore(Instant.now()) ? 0 : failures;
          }
        }
      } catch (IOException | EngineException e) {
        if (closed) {
          return;
        }
        LOG.warn("Docker's events ended ({}); connecting again", e.getMessage());
        pause(++failures);
      } catch (RuntimeException e) {
        // Whatever one event brought about, the next ones must be seen.
        LOG.error("an event could not be handled; connecting again", e);
        pause(++failures);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void pause(int failures) {
    try {
      Thread.sleep(PAUSES.after(failures));
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  private void follow(EventStream stream) throws IOException, InterruptedException {
    while (!closed) {
      boolean doubt = sightings.areInDoubt();
      EngineEvent event = stream.next(doubt ? ExitClassifier.DOUBT : COMPARE_EVERY);
      if (event != null) {
        handle(event);
      } else if (doubt) {
        sightings.settle().forEach(this::tell);
      } else {
        compare();
      }
    }
  }

  /** What was missed, in order, before what is there: an order to stop comes before its end. */
  private void catchUp() {
    clock.compare();
    List<EngineEvent> missed = EventStream.backlog(engine, scope, last, clock.instant());
    farewell.over();
    missed.forEach(this::handle);
    resync();
  }

  /** The engine repeats events on a new connection; each is handled once. */
  private void handle(EngineEvent event) {
    if (!handled.add(event)) {
      return;
    }
    if (event.at().isAfter(last)) {
      last = event.at();
    }
    sightings.on(event).forEach(this::tell);
  }

  /** A stop that the engine or an executor has asked for, and not a person. */
  private boolean isNobodysWish(EngineEvent event) {
    return farewell.test(event) || isReplaced(event.containerId());
  }

  private boolean isReplaced(String containerId) {
    try {
      return isBeingReplaced.test(containerId);
    } catch (EngineException e) {
      LOG.debug("cannot ask for the name of {}: {}", containerId, e.getMessage());
      return false;
    }
  }

  private Optional<Inspection> inspectMine(String containerId) {
    return runtime.inspect(containerId).filter(i -> mine.test(i.container().instance()));
  }

  private List<ManagedContainer> present() {
    return all.get().stream().filter(c -> mine.test(c.instance())).toList();
  }

  private void resync() {
    List<Inspection> present =
        present().stream().flatMap(c -> runtime.inspect(c.id()).stream()).toList();
    sightings.resync(present, clock.instant()).forEach(this::tell);
    resyncListeners.forEach(Runnable::run);
  }

  /** A connection can be dead without a sign. */
  private void compare() {
    if (comparison.missed(sightings.running(), present())) {
      LOG.warn("what is there differs from what Docker's events told; comparing");
      resync();
    }
  }

  private void tell(Envelope<Fact> fact) {
    LOG.info("{} {}", fact.body().getClass().getSimpleName(), fact.id());
    listeners.forEach(listener -> listener.accept(fact));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
