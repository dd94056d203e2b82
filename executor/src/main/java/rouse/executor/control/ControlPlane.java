package rouse.executor.control;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.core.evolve.Handover;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.executor.bootstrap.BootException;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.docker.watch.HeartbeatEmitter;
import rouse.executor.observer.TickProbe;

/**
 * The modules that everything else stands on, the broker and the streams app, when they are
 * containers of the platform ({@code x-rouse.supervised-by: executor}). The decider of the core
 * looks after them here, by the rules that it has for all others: Docker's events, the observer's
 * ticks and timers are its facts, and its commands are carried out as all commands are.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlPlane.class);

  private final ControlModules modules;
  private final HostId host;
  private final ContainerRuntime runtime;
  private final FactFactory make;
  private final LocalDecider decider;
  private final ContainerHeartbeats heartbeats;
  private final HeartbeatEmitter pulse;
  private final LegacyState former;
  private final ControlObserver observer;
  private final List<Consumer<Envelope<Fact>>> reports = new CopyOnWriteArrayList<>();

  /**
   * @param watch not started yet; tells of all containers of this executor
   * @param alerted from the people whom the file names to all who are told of alerts
   * @param execution carries a command out and says what became of it
   * @param announced told of each command before it is carried out
   * @param remembered folder of what outlasts the containers
   */
  public ControlPlane(
      DockerWatch watch,
      ContainerRuntime runtime,
      Supplier<PlatformFile> file,
      UnaryOperator<List<String>> alerted,
      HostId host,
      Function<Envelope<Command>, Envelope<Fact>> execution,
      Consumer<Command> announced,
      Path remembered,
      InstantSource clock) {
    this.modules = new ControlModules(file, alerted, host);
    this.host = host;
    this.runtime = runtime;
    String source = "/executor/" + host + "/control-plane";
    this.make = new FactFactory(source, clock);
    DeciderSnapshot snapshot = new DeciderSnapshot(remembered, modules.file().name());
    this.former = new LegacyState(remembered, !snapshot.exists());
    this.decider = new LocalDecider(source, snapshot, execution, announced, clock);
    this.heartbeats = new ContainerHeartbeats(make, decider::submit);
    this.observer = new ControlObserver(runtime, make, decider::submit);
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
    boolean refused = decided.body() instanceof Decision.Refused;
    if (refused || (decided.body() instanceof Decision.OfInstance && !watch)) {
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

  /**
   * Takes what an operator wants of one of these modules, when it was read from the log.
   *
   * @return completes when it is on disk; at once when it is about none of these modules
   */
  public CompletableFuture<Boolean> take(Envelope<Fact> wish) {
    boolean mine = wished(wish.body()).flatMap(modules::find).isPresent();
    if (!mine) {
      return CompletableFuture.completedFuture(false);
    }
    decider.submit(wish);
    return decider.when(state -> Optional.of(true));
  }

  /**
   * Takes what an operator told this executor by itself. It is recorded in the log too, when there
   * is a broker.
   *
   * @return its id, when it is on disk; empty when it is about none of these modules
   */
  public CompletableFuture<Optional<String>> take(Fact wish) {
    Envelope<Fact> fact = make.of(wish);
    if (wished(wish).flatMap(modules::find).isPresent()) {
      report(fact);
    }
    return take(fact).thenApply(mine -> mine ? Optional.of(fact.id()) : Optional.empty());
  }

  private static Optional<String> wished(Fact fact) {
    return switch (fact) {
      case Fact.RestartRequested f -> Optional.of(f.module());
      case Fact.HoldRequested f -> Optional.of(f.module());
      case Fact.ReleaseRequested f -> Optional.of(f.module());
      default -> Optional.empty();
    };
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
    declare(null);
    for (InstanceId id : await(decider.when(check::left))) {
      String why = await(decider.when(state -> Optional.of(StartupCheck.whyLeft(state, id))));
      LOG.warn("{} {}: it is left so. {}", id, why, remedy(id));
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
    declare("rouse up");
    for (InstanceId id : await(decider.when(check::left))) {
      String why = await(decider.when(state -> Optional.of(StartupCheck.whyLeft(state, id))));
      boolean up = await(decider.when(state -> Optional.of(state.instance(id).seen().isUp())));
      if (!up) {
        throw new BootException("%s %s, and is left so. %s".formatted(id, why, remedy(id)));
      }
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

  private String remedy(InstanceId id) throws InterruptedException {
    boolean ordered = await(decider.when(state -> Optional.of(StartupCheck.isOrdered(state, id))));
    return ordered
        ? "To have it back: rouse release " + id.module()
        : "To have it back: unpause it, or rouse up -f " + modules.file().path();
  }

  /**
   * What somebody else looks after from now on is forgotten here, and not retired.
   *
   * @param wishedBy who wants back what was stopped by hand; null when nobody does
   */
  private void declare(String wishedBy) {
    decider.change(
        state ->
            state.instances().stream()
                .filter(i -> modules.isHandedOver(i.id().module()))
                .forEach(i -> Handover.givenAway(state, i)));
    decider.submit(make.of(new Fact.PlatformDeclared(modules.spec(), host, wishedBy)));
    observer.watch(modules.file().name(), modules.observer());
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

  /** Whether the observer is one of these modules, and replaced here when it stops observing. */
  public boolean hasObserver() {
    return observer.isThere();
  }

  /**
   * Told of each look at the observer's ticks.
   *
   * @param look empty when the broker did not answer
   */
  public void looked(Optional<TickProbe.Look> look) {
    observer.looked(look);
  }

  @Override
  public void close() {
    pulse.close();
    decider.close();
  }
}
