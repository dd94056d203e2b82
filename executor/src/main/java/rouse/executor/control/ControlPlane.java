package rouse.executor.control;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.core.evolve.Handover;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.executor.bootstrap.BootException;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.control.ObserverPatience.Verdict;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.docker.watch.HeartbeatEmitter;
import rouse.executor.log.TickProbe;

/**
 * The modules that everything else stands on, the broker and the streams app, when they are
 * containers of the platform ({@code x-rouse.supervised-by: executor}). The decider of the core
 * looks after them here, by the rules that it has for all others: Docker's events, the observer's
 * ticks and timers are its facts, and its commands are carried out as all commands are.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  /** Without a tick for this long the observer is replaced; it writes ten in a second. */
  private static final Duration OBSERVER_SILENCE = Duration.ofSeconds(10);

  private final ControlModules modules;
  private final HostId host;
  private final ContainerRuntime runtime;
  private final FactFactory make;
  private final LocalDecider decider;
  private final ContainerHeartbeats heartbeats;
  private final HeartbeatEmitter pulse;
  private final LegacyState former;
  private final List<Consumer<Envelope<Fact>>> reports = new CopyOnWriteArrayList<>();
  private TickProbe ticks;
  private Optional<ModuleSpec> observed = Optional.empty();
  private ObserverMonitor observer;

  /**
   * @param watch not started yet; tells of all containers of this executor
   * @param execution carries a command out and says what became of it
   * @param announced told of each command before it is carried out
   * @param remembered folder of what outlasts the containers
   */
  public ControlPlane(
      DockerWatch watch,
      ContainerRuntime runtime,
      Supplier<PlatformFile> file,
      HostId host,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      Consumer<Command> announced,
      Path remembered,
      InstantSource clock) {
    this.modules = new ControlModules(file, host);
    this.host = host;
    this.runtime = runtime;
    String source = "/executor/" + host + "/control-plane";
    this.make = new FactFactory(source, clock);
    DeciderSnapshot snapshot = new DeciderSnapshot(remembered, modules.file().name());
    this.former = new LegacyState(remembered, !snapshot.exists());
    this.decider = new LocalDecider(source, snapshot, execution, announced, clock);
    this.heartbeats = new ContainerHeartbeats(make, decider::submit);
    this.pulse = new HeartbeatEmitter(modules::spec, host, watch::running, heartbeats);
    decider.onEvidence(this::reportProbe);
    decider.onDecision(this::report);
    watch.onFact(this::on);
    watch.onResync(pulse::changed);
  }

  /**
   * Forgets what earlier runs of the platform left in this folder, also what somebody stopped.
   *
   * @param remembered folder of what outlasts the containers
   */
  public static void forget(Path remembered, String platform) {
    new DeciderSnapshot(remembered, platform).forget();
  }

  /** Told of every decision about these modules; must be quick. */
  public void onDecision(Consumer<DecisionRecord> listener) {
    decider.onDecision(listener);
  }

  /**
   * Told of what is to be recorded in the log, so that it can be explained: each decision about an
   * instance, and what was heard, or not heard, that led to one. Must be quick.
   */
  public void onReport(Consumer<Envelope<Fact>> listener) {
    reports.add(listener);
  }

  private void report(DecisionRecord decided) {
    boolean watch =
        decided.body() instanceof Decision.WatchBegun
            || decided.body() instanceof Decision.WatchEnded;
    if (decided.body() instanceof Decision.OfInstance && !watch) {
      report(make.of(reported(decided)));
    }
  }

  /** What the engine told is in the log already. */
  private void reportProbe(Envelope<Fact> fact) {
    if (fact.body() instanceof Fact.InstanceHeard || fact.body() instanceof Fact.InstanceSilent) {
      report(fact);
    }
  }

  private Fact reported(DecisionRecord decided) {
    return Fact.DecisionReported.of(
        host, decided.id(), decided.causationId(), decided.correlationId(), decided.body());
  }

  private void report(Envelope<Fact> fact) {
    reports.forEach(listener -> listener.accept(fact));
  }

  private void on(Envelope<Fact> fact) {
    if (fact.body() instanceof Fact.OfInstance about
        && modules.find(about.instance().module()).isPresent()
        && !isObserversHealth(fact.body())) {
      heartbeats.reset(about.instance());
      decider.submit(fact);
      pulse.changed();
    }
  }

  /** The observer is unwell whenever the broker is: its ticks tell whether to act on it. */
  private boolean isObserversHealth(Fact fact) {
    return fact instanceof Fact.HealthChanged changed
        && modules.isObserver(changed.instance().module());
  }

  /**
   * Starts what does not run, replaces what is defined otherwise now, and keeps watch; returns when
   * each has what the next one waits for. What runs as it should is left alone, and so is what
   * somebody stopped: that an executor starts is nobody's wish to have it back. Called when the
   * watch has told what there is.
   *
   * @throws BootException naming a module that does not become what another waits for
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    former.tell(runtime, decider);
    missRemoved();
    decider.resume();
    if (isEmpty()) {
      return;
    }
    pulse.start();
    StartupCheck check = await(decider.when(StartupCheck::begin));
    declare();
    for (InstanceId id : await(decider.when(check::left))) {
      boolean stopped =
          await(decider.when(state -> Optional.of(StartupCheck.isStopped(state, id))));
      LOG.warn(
          "{} {}: it is left so. To have it back: rouse up -f {}",
          id,
          stopped ? "was stopped by somebody" : "waits for what was stopped by somebody",
          modules.file().path());
    }
  }

  /**
   * Starts what does not run, also what somebody stopped, and replaces what is defined otherwise
   * now; for somebody who wants all that the file names, as it is now.
   *
   * @throws BootException as {@link #start}
   */
  public void bringUp() throws InterruptedException {
    if (isEmpty()) {
      return;
    }
    StartupCheck check = await(decider.when(StartupCheck::begin));
    declare();
    String platform = modules.file().name();
    for (ModuleSpec module : modules.all()) {
      if (await(decider.when(state -> Optional.of(isHeld(state, module.name()))))) {
        decider.submit(make.of(new Fact.ReleaseRequested(platform, module.name(), "rouse up")));
      }
    }
    Set<InstanceId> left = await(decider.when(check::left));
    if (!left.isEmpty()) {
      throw new BootException(
          "%s is left as somebody stopped or paused it. Start or unpause it, or boot once more."
              .formatted(left.iterator().next()));
    }
  }

  /** The watch tells of no end of a container that was removed before this process. */
  private void missRemoved() throws InterruptedException {
    List<InstanceState> seenRunning =
        await(
            decider.when(
                state ->
                    Optional.of(
                        state.instances().stream()
                            .filter(i -> i.seen().containerId() != null)
                            .filter(i -> !i.seen().observed().hasEnded())
                            .toList())));
    for (InstanceState i : seenRunning) {
      String container = i.seen().containerId();
      if (runtime.inspect(container).isEmpty()) {
        decider.submit(
            make.of(
                new Fact.ContainerDied(
                    i.id(), i.seen().incarnation(), container, -1, false, true, host)));
      }
    }
  }

  /** The file has none of these modules, and had none before. */
  private boolean isEmpty() throws InterruptedException {
    return modules.all().isEmpty()
        && await(decider.when(state -> Optional.of(state.instances().isEmpty())));
  }

  private static boolean isHeld(PlatformState state, String module) {
    return state.instancesOf(module).stream().anyMatch(i -> i.desired() == DesiredState.HELD);
  }

  /** What somebody else looks after from now on is forgotten here, and not retired. */
  private void declare() {
    decider.change(
        state ->
            state.instances().stream()
                .filter(i -> modules.isHandedOver(i.id().module()))
                .forEach(i -> Handover.givenAway(state, i)));
    decider.submit(make.of(new Fact.PlatformDeclared(modules.spec(), host)));
    observe();
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BootException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /**
   * Watches the observer's ticks, when it is one of these modules; called when the broker answers.
   *
   * @param ticks of the observer
   */
  public void watchObserver(TickProbe ticks) {
    this.ticks = ticks;
    observe();
  }

  /** Another file may have another observer, or give it another time to start. */
  private synchronized void observe() {
    Optional<ModuleSpec> wanted = ticks == null ? Optional.empty() : modules.observer();
    if (!wanted.equals(observed)) {
      if (observer != null) {
        observer.close();
      }
      observed = wanted;
      observer = wanted.map(module -> monitor(module, ticks)).orElse(null);
    }
  }

  private ObserverMonitor monitor(ModuleSpec module, TickProbe ticks) {
    InstanceId instance = new InstanceId(modules.file().name(), module.name(), 1);
    ObserverMonitor monitor =
        new ObserverMonitor(
            // One of several observers may be starting; replacing another would not help it.
            () -> ticks.look().any(),
            new ObserverPatience(OBSERVER_SILENCE, module.heartbeat().startup()),
            () -> ObserverSnapshot.of(runtime, instance),
            (verdict, run) -> judged(instance, verdict, run),
            System::nanoTime);
    monitor.start();
    return monitor;
  }

  private void judged(InstanceId instance, Verdict verdict, ContainerRun run) {
    switch (verdict) {
      case OBSERVES -> decider.submit(make.heard(instance, run.incarnation(), 3));
      // Nothing is held against it: its successor would get no further.
      case GETS_ON, BROKER_AWAY -> decider.submit(make.heard(instance, run.incarnation(), 1));
      case STOPPED -> decider.submit(make.silent(instance, run.incarnation(), OBSERVER_SILENCE));
      case WAITED_FOR -> LOG.debug("{} may yet observe", instance);
    }
  }

  @Override
  public synchronized void close() {
    if (observer != null) {
      observer.close();
    }
    pulse.close();
    decider.close();
  }
}
