package rouse.executor;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.executor.balance.LoadBalancers;
import rouse.executor.bootstrap.BootException;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.FinishedSteps;
import rouse.executor.bootstrap.Images;
import rouse.executor.bootstrap.KeptDefinitions;
import rouse.executor.bootstrap.LogClearing;
import rouse.executor.command.CommandExecution;
import rouse.executor.command.CommandLoop;
import rouse.executor.command.ContainerFactory;
import rouse.executor.command.ContainerOperations;
import rouse.executor.command.DrainingOperations;
import rouse.executor.command.KeyedExecutor;
import rouse.executor.command.Ownership;
import rouse.executor.command.StopGuard;
import rouse.executor.compose.model.ClearSpec;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.control.ControlPlane;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.ContainerWitness;
import rouse.executor.docker.DockerImages;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.Engine;
import rouse.executor.docker.IpFile;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.docker.watch.HeartbeatEmitter;
import rouse.executor.files.FileHashes;
import rouse.executor.http.BootPermission;
import rouse.executor.http.DecisionTail;
import rouse.executor.http.DeclarationEndpoint;
import rouse.executor.http.FaultTolerance;
import rouse.executor.http.FaultToleranceApi;
import rouse.executor.http.FaultyCallers;
import rouse.executor.identity.DuplicateExecutor;
import rouse.executor.identity.ExecutorClaim;
import rouse.executor.identity.ExecutorLock;
import rouse.executor.log.BeatWriter;
import rouse.executor.log.BufferedFacts;
import rouse.executor.log.Cluster;
import rouse.executor.log.FactWriter;
import rouse.executor.log.KafkaClients;
import rouse.executor.log.PatientQueue;
import rouse.executor.log.TickProbe;
import rouse.executor.notify.ControlPlaneAlerts;
import rouse.executor.notify.Notifier;
import rouse.http.Guard;
import rouse.http.RateLimit;

/**
 * The executor of one platform on one Docker host: it sees what happens to the containers, carries
 * commands out, notifies, and answers the fault-tolerance API. Closing it touches no container.
 */
public final class ExecutorApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorApp.class);

  /** Reads a platform file, and has the networks and images there that it needs. */
  @FunctionalInterface
  public interface Reading {
    PlatformFile read(BootProgress progress) throws Exception;
  }

  /** Reports without a token: all modules of a platform at once, then one in a second. */
  private static final int FAULTY_BURST = 30;

  private static final Duration FAULTY_PAUSE = Duration.ofSeconds(1);
  private final Settings settings;
  private final HostId host;
  private final ExecutorId id;
  private final Topics topics;
  private final Clock clock = Clock.systemUTC();
  private final DeclaredFile file;
  private final ContainerFactory blueprints;
  private final Meters meters = new Meters();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Object up = new Object();
  private FaultToleranceApi api;
  private volatile ControlPlane controlPlane;
  private FactWriter facts;
  private BootPermission permission;
  private ContainerRuntime runtime;
  private LoadBalancers balancers;
  private volatile DuplicateExecutor duplicate;

  /**
   * @param file with its networks and images there, as {@link
   *     rouse.executor.bootstrap.Bootstrap#prepare} gives it back
   */
  public ExecutorApp(Settings settings, PlatformFile file) {
    this(settings, file, progress -> file);
  }

  /**
   * @param reread reads and prepares the file again, when {@code rouse up} asks for it
   */
  public ExecutorApp(Settings settings, PlatformFile file, Reading reread) {
    this.settings = settings;
    this.host = HostName.of(settings);
    this.id = new ExecutorId(host, file.name());
    this.file = new DeclaredFile(file, reread, host, clock);
    this.blueprints =
        new ContainerFactory(this.file::now, settings, new KeptDefinitions(state())::find);
    this.topics = Topics.from(settings);
    parts.add(meters);
  }

  /**
   * Connects, looks at what is there, announces the platform, and follows commands; returns when
   * all that is under way. What fails here leaves nothing running. It wishes nothing: a platform
   * that was taken down stays down.
   *
   * @throws DuplicateExecutor when another process is this executor
   * @throws rouse.executor.docker.EngineException when there is no engine, or no rights
   * @throws rouse.http.AddressTaken when the port cannot be had
   * @throws rouse.executor.log.ClusterAbsent when no broker answers within {@code kafka.patience}
   * @throws rouse.contracts.topic.TopicMismatch when a topic of ours has other settings
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    start(null);
  }

  /**
   * As {@link #start()}, for somebody who wishes the platform up.
   *
   * @param wishedBy who does
   * @throws rouse.executor.bootstrap.BootException when the logs of earlier runs cannot be cleared
   */
  public void boot(String wishedBy) throws InterruptedException {
    start(wishedBy);
  }

  private void start(String wishedBy) throws InterruptedException {
    try {
      assemble(wishedBy);
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void assemble(String wishedBy) throws InterruptedException {
    ExecutorLock lock = keep(ExecutorLock.take(state(), id));
    Engine engine = keep(Engine.connect(settings));
    LOG.info("Docker at {}, API {}", engine.address(), engine.apiVersion());
    runtime = new DockerRuntime(engine);
    KafkaClients clients = new KafkaClients(settings, "rouse-executor-" + id.kafkaName());
    facts = keep(new FactWriter(clients.producerOfFacts(), topics));
    Ownership ownership =
        new Ownership(file::spec, host, instance -> !runtime.list(instance).isEmpty());
    DockerWatch watch =
        keep(new DockerWatch(engine, runtime, file.name(), ownership::mayOwn, host));
    DecisionTail decisions =
        keep(
            new DecisionTail(
                clients.consumer(group() + "-answers", "latest"),
                topics.decisions().name(),
                file.name()));
    permission = new BootPermission(facts::write, decisions);
    IpFile addresses = new IpFile(state());
    FactWriter requests =
        keep(
            new FactWriter(
                clients.producerOfRequests(settings.duration(KnownSettings.FAULTY_PATIENCE)),
                topics));
    listen(engine, watch, decisions, requests, addresses);
    lock.tell(id, file.path().toString(), url(), settings.text(KnownSettings.KAFKA));
    balancers =
        keep(
            new LoadBalancers(
                file::now,
                watch::running,
                () -> clients.consumer(group() + "-balance", "earliest"),
                topics.loadBalancer().name()));
    KeyedExecutor lanes = keep(new KeyedExecutor(settings.number(KnownSettings.EXECUTOR_PARALLEL)));
    BufferedFacts seen = new BufferedFacts(facts::write);
    ContainerWitness witness = keep(new ContainerWitness(engine, host, seen));
    ContainerOperations work = keep(work(engine, watch, lanes, witness));
    var execution = meters.timed(new CommandExecution(
                new DrainingOperations(work, balancers, clock), guard(watch), host, clock));
    ControlPlaneAlerts announcer =
        keep(
            new ControlPlaneAlerts(
                settings,
                topics,
                id.kafkaName(),
                file.name(),
                () -> file.spec().alertsTo(),
                clock));
    PatientQueue reports = keep(new PatientQueue("control-plane-reports"));
    controlPlane =
        keep(
            new ControlPlane(
                watch, runtime, file::now, host, execution, work::expect, state(), clock));
    controlPlane.onDecision(announcer::tell);
    controlPlane.onReport(fact -> reports.submit(fact.id(), () -> facts.write(fact)));
    watch.onFact(witness::onFact);
    follow(watch, seen, work, addresses);
    controlPlane.start();
    Cluster.prepare(settings, wantedTopics());
    keep(new ExecutorClaim(settings, topics, id, lock, this::endAs)).take();
    seen.open();
    reports.open();
    announcer.start();
    TickProbe ticks = new TickProbe(settings, topics, group() + "-observer");
    controlPlane.watchObserver(ticks);
    decisions.start();
    balancers.start();
    HeartbeatEmitter pulse = keep(pulse(clients, watch));
    watch.onFact(fact -> pulse.changed());
    watch.onResync(pulse::changed);
    CommandLoop commands =
        keep(
            new CommandLoop(
                clients.consumer(group(), "earliest"),
                topics.commands().name(),
                ownership::owns,
                work::expect,
                execution,
                facts,
                lanes));
    Notifier notifier =
        keep(new Notifier(settings, topics, id.kafkaName(), meters.registry(), clock));
    pulse.start();
    commands.start();
    notifier.start();
    notifier.watchObserver(ticks, file.name(), () -> file.spec().alertsTo());
    // after what runs was told, so that the decider compares with what is there
    if (wishedBy != null) {
      clearLogs(wishedBy);
    }
    facts.write(file.declaration(wishedBy));
    started.complete(null);
  }

  /** Once for a boot, by whom the log lets. */
  private void clearLogs(String wishedBy) throws InterruptedException {
    Optional<ClearSpec> clear = file.now().clear();
    if (clear.isPresent()) {
      boolean idle = runtime.list(file.name()).stream().noneMatch(this::isAtWork);
      if (permission.ask(file.bootRequest(idle, wishedBy))) {
        Map<String, Long> deleted = new LogClearing(BootProgress.SILENT).clear(clear.get());
        LOG.info("documents of earlier runs deleted: {}", deleted);
      }
    }
  }

  private boolean isAtWork(ManagedContainer container) {
    boolean controlPlanes =
        file.spec()
            .module(container.instance().module())
            .filter(m -> m.supervisedBy() == ModuleSpec.Supervisor.EXECUTOR)
            .isPresent();
    return container.phase().alive() && !controlPlanes;
  }

  private void listen(
      Engine engine,
      DockerWatch watch,
      DecisionTail decisions,
      FactWriter requests,
      IpFile addresses) {
    FaultTolerance faultTolerance =
        keep(
            new FaultTolerance(
                file::spec,
                instance -> !runtime.list(instance).isEmpty(),
                requests::write,
                decisions,
                "/executor/" + host,
                settings.duration(KnownSettings.FAULTY_PATIENCE),
                clock));
    DeclarationEndpoint declaring =
        keep(
            new DeclarationEndpoint(
                file::path,
                this::readAnew,
                facts::write,
                file::withdrawal,
                requests::write,
                decisions));
    api =
        keep(
            new FaultToleranceApi(
                guard(engine),
                faultTolerance,
                addresses::read,
                watch::isWatching,
                declaring,
                this::description,
                meters.registry()));
    api.start(
        settings.text(KnownSettings.EXECUTOR_BIND), settings.number(KnownSettings.EXECUTOR_PORT));
    LOG.info("fault tolerance: http://{}:{}", settings.text(KnownSettings.EXECUTOR_BIND), port());
  }

  private Guard guard(Engine engine) {
    Guard guard = Guard.of(settings, KnownSettings.EXECUTOR_BIND);
    Optional<String> from = settings.optional(KnownSettings.FAULTY_FROM);
    if (from.isEmpty()) {
      return guard;
    }
    DockerNetworks networks = new DockerNetworks(engine);
    FaultyCallers callers =
        keep(
            new FaultyCallers(
                from.get(),
                () ->
                    file.now().networks().stream()
                        .flatMap(network -> networks.subnets(network.name()).stream())
                        .toList()));
    return guard.withoutTokenAt("/faulty", callers, new RateLimit(FAULTY_BURST, FAULTY_PAUSE));
  }

  private ContainerOperations work(
      Engine engine, DockerWatch watch, KeyedExecutor lanes, ContainerWitness witness) {
    Images images =
        new Images(new DockerImages(engine), BootProgress.SILENT, 1, new FileHashes(), state());
    return new ContainerOperations(
        runtime,
        blueprints,
        definition -> images.ensure(List.of(definition)),
        watch::expectEnd,
        lanes::aside,
        id -> witness.take(id, ContainerWitness.REMOVED));
  }

  private StopGuard guard(DockerWatch watch) {
    return new StopGuard(i -> watch.stopping(i, blueprints.stopGrace(i)), clock);
  }

  private HeartbeatEmitter pulse(KafkaClients clients, DockerWatch watch) {
    BeatWriter beats = keep(new BeatWriter(clients.producerOfBeats(), topics, host, clock));
    return new HeartbeatEmitter(file::spec, host, watch::running, beats::write);
  }

  private void follow(
      DockerWatch watch, BufferedFacts seen, ContainerOperations work, IpFile addresses) {
    watch.onFact(seen);
    watch.onFact(meters::seen);
    watch.onFact(fact -> write(addresses, watch));
    watch.onResync(meters::synced);
    watch.onResync(() -> write(addresses, watch));
    watch.onResync(() -> work.clearLeftovers(file.name()));
    meters.running(watch::running);
    watch.start();
  }

  private void write(IpFile addresses, DockerWatch watch) {
    try {
      addresses.write(file.spec(), watch.running());
    } catch (IOException e) {
      LOG.error(
          "cannot write {} ({}). Make the folder writable, or set executor.state.",
          addresses.path(),
          e.getMessage());
    }
  }

  /** For verbs that look for the executor of a platform. */
  private Map<String, String> description() {
    return Map.of(
        "platform",
        file.name(),
        "host",
        host.id(),
        "file",
        file.path().toString(),
        "kafka",
        settings.text(KnownSettings.KAFKA));
  }

  /** Takes the file as it is now: what changed is replaced, what is gone is retired. */
  private DeclarationEndpoint.Reread readAnew(String wishedBy) throws Exception {
    FinishedSteps made = new FinishedSteps();
    synchronized (up) {
      if (controlPlane == null) {
        throw new BootException("the executor is still starting. Try again in a moment.");
      }
      file.readAnew(made);
      controlPlane.bringUp();
      // The start may have waited for just that, and is to tell first what runs.
      started.get();
      clearLogs(wishedBy);
      Cluster.prepare(settings, wantedTopics());
      balancers.start();
      return new DeclarationEndpoint.Reread(
          file.declaration(wishedBy), made.lines(), file.spec().longestStop());
    }
  }

  /** Workers are announced only where somebody balances load. */
  private List<Topic<?, ?>> wantedTopics() {
    List<Topic<?, ?>> wanted = new ArrayList<>(topics.all());
    if (file.spec().modules().stream().anyMatch(m -> m.balance() != null)) {
      wanted.add(topics.loadBalancer());
    }
    return wanted;
  }

  private Path state() {
    return stateOf(settings, file.name());
  }

  /** The folder of what the executor of a platform remembers. */
  public static Path stateOf(Settings settings, String platform) {
    return Path.of(settings.text(KnownSettings.EXECUTOR_STATE)).resolve(platform);
  }

  private String group() {
    return settings.text(KnownSettings.APPLICATION_ID) + "-executor-" + id.kafkaName();
  }

  private String url() {
    String bind = settings.text(KnownSettings.EXECUTOR_BIND);
    return "http://" + (bind.contains(":") ? "[" + bind + "]" : bind) + ":" + port();
  }

  /** The port of the fault-tolerance API. */
  public int port() {
    return api.port();
  }

  /** What this executor is called. */
  public HostId host() {
    return host;
  }

  /**
   * Blocks until the app was closed.
   *
   * @throws DuplicateExecutor when it closed since another process turned out to be this executor
   * @throws InterruptedException when the wait was called off
   */
  public void awaitEnd() throws InterruptedException {
    end.await();
    if (duplicate != null) {
      throw duplicate;
    }
  }

  private void endAs(DuplicateExecutor other) {
    LOG.error("{}", other.getMessage());
    duplicate = other;
    Thread.ofPlatform().name("executor-end").start(this::close);
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.addFirst(part);
    return part;
  }

  /**
   * Takes no more commands, gives those that run ten seconds to end; a second call does nothing.
   */
  @Override
  public synchronized void close() {
    started.cancel(false);
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not close cleanly: {}", part.getClass().getSimpleName(), e.toString());
      }
    }
    parts.clear();
    end.countDown();
  }
}
