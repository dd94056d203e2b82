package rouse.executor.guard;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.executor.HostName;
import rouse.executor.Meters;
import rouse.executor.command.CommandExecution;
import rouse.executor.command.CommandLoop;
import rouse.executor.command.InPlaceRestart;
import rouse.executor.command.InstanceOperations;
import rouse.executor.command.KeyedExecutor;
import rouse.executor.command.ProbeLane;
import rouse.executor.command.StopGuard;
import rouse.executor.docker.ContainerCounters;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RunNumbers;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.evidence.ContainerWitness;
import rouse.executor.docker.evidence.HealthProbe;
import rouse.executor.docker.watch.DockerWatch;
import rouse.executor.docker.watch.EventScope;
import rouse.executor.docker.watch.HeartbeatEmitter;
import rouse.executor.log.BeatWriter;
import rouse.executor.log.Cluster;
import rouse.executor.log.FactWriter;
import rouse.executor.log.KafkaClients;
import rouse.executor.log.UsageWriter;
import rouse.executor.notify.Notifier;
import rouse.executor.usage.UsageReporter;

/**
 * The executor of platforms that nobody wrote a file for: it finds the containers of running
 * Compose projects by their labels, declares them, and restarts in place what the decider wants
 * restarted. Closing it touches no container.
 */
public final class GuardApp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuardApp.class);
  private static final Duration LOOK_SOON = Duration.ofMillis(300);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final Duration INSPECT = Duration.ofSeconds(10);

  private final Settings settings;
  private final GuardScope scope;
  private final Optional<Consumer<String>> dryRun;
  private final Topics topics;
  private final Clock clock = Clock.systemUTC();
  private final Meters meters = new Meters();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("guard-inventory").daemon().factory());
  private final AtomicBoolean lookIsDue = new AtomicBoolean();
  private final CountDownLatch end = new CountDownLatch(1);
  private Engine engine;
  private HostId host;
  private RunNumbers numbers;
  private Inventory inventory;
  private Declarations declarations;
  private FactWriter facts;

  /**
   * @param dryRun told what would be done, and nothing is done; empty: it is done
   */
  public GuardApp(Settings settings, GuardScope scope, Optional<Consumer<String>> dryRun) {
    this.settings = settings;
    this.dryRun = dryRun;
    this.scope = scope;
    this.topics = Topics.from(settings);
    parts.add(meters);
    parts.addFirst(looking::shutdownNow);
  }

  /**
   * Looks at what is there, declares it, and follows commands; returns when all that is under way.
   * What fails here leaves nothing running.
   *
   * @throws EngineException when there is no engine, or no rights
   * @throws rouse.executor.log.ClusterAbsent when no broker answers within {@code kafka.patience}
   * @throws InterruptedException when the start was called off
   */
  public void start() throws InterruptedException {
    try {
      assemble();
    } catch (RuntimeException | InterruptedException e) {
      close();
      throw e;
    }
  }

  private void assemble() throws InterruptedException {
    Path state = Path.of(settings.text(KnownSettings.EXECUTOR_STATE)).resolve("guard");
    engine = keep(Engine.connect(settings));
    LOG.info("Docker at {}, API {}", engine.address(), engine.apiVersion());
    host = HostName.of(settings, () -> engine.call("ask for its name", INSPECT, GuardApp::name));
    if (dryRun.isEmpty()) {
      // Whoever only looks is in nobody's way.
      keep(lease(state)).take();
    }
    SelfExclusion self = SelfExclusion.find(engine);
    self.services().forEach(service -> LOG.info("{} is needed by this guard: left alone", service));
    numbers = new RunNumbers(state.resolve("runs.json"));
    var identity = new GuardedContainers(scope, numbers, self, clock.instant());
    ContainerRuntime runtime = new DockerRuntime(engine, identity);
    DockerWatch watch =
        keep(
            new DockerWatch(
                engine,
                runtime,
                EventScope.ofAll(),
                () -> runtime.list(""),
                numbers::isRestarting,
                host));
    KafkaClients clients = new KafkaClients(settings, "rouse-guard-" + host.id());
    Cluster.prepare(settings, topics.all());
    facts = keep(new FactWriter(clients.producerOfFacts(), topics));
    declarations = new Declarations(state.resolve("platforms.json"), host, facts::write, clock);
    inventory = new Inventory(() -> runtime.list(""), this::inspect);
    Producer<byte[], byte[]> producer = clients.producerOfBeats();
    BeatWriter beats = keep(new BeatWriter(producer, topics, host, clock));
    HeartbeatEmitter pulse =
        keep(new HeartbeatEmitter(declarations::all, watch::running, host, beats::write));
    AwayEnds away = new AwayEnds(numbers::isRestarting, BootId.changed(state.resolve("boot.id")));
    watch.onFact(fact -> facts.write(away.apply(fact)));
    ContainerWitness witness =
        keep(
            new ContainerWitness(
                engine, host, facts::write, identity, instance -> containerOf(watch, instance)));
    watch.onFact(witness::onFact);
    watch.onFact(meters::seen);
    watch.onFact(fact -> pulse.changed());
    watch.onFact(fact -> lookSoon());
    watch.onResync(meters::synced);
    watch.onResync(pulse::changed);
    meters.running(watch::running);
    watch.start();
    away.over();
    look();
    follow(runtime, watch, witness, clients).start();
    pulse.start();
    measure(watch, producer);
    if (dryRun.isEmpty()) {
      keep(new Notifier(settings, topics, "guard-" + host.id(), meters.registry(), clock)).start();
    }
    var unused =
        looking.scheduleWithFixedDelay(
            this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A container of the guard gets another name each time it is made; the machine keeps its own. */
  private static String name(DockerClient client) {
    return client.infoCmd().exec().getName();
  }

  private EngineLease lease(Path state) {
    String holder = "host " + host.id() + ", process " + ProcessHandle.current().pid();
    return new EngineLease(
        engine,
        scope.projects(),
        holder + ", data in " + state.toAbsolutePath(),
        FolderId.of(state.resolve("guard.id")),
        this::end);
  }

  /** Another guard has this engine now. */
  private void end() {
    Thread.ofPlatform().name("guard-end").start(this::close);
  }

  private void measure(DockerWatch watch, Producer<byte[], byte[]> producer) {
    keep(new UsageReporter(
            host.id(),
            settings.duration(KnownSettings.USAGE_INTERVAL),
            watch::running,
            new ContainerCounters(engine)::look,
            Map::of,
            new UsageWriter(producer, topics, host, clock)::write))
        .start();
  }

  private static String containerOf(DockerWatch watch, InstanceId instance) {
    return watch
        .running(instance)
        .map(running -> running.container().id())
        .orElseGet(instance::containerName);
  }

  private CommandLoop follow(
      ContainerRuntime runtime, DockerWatch watch, ContainerWitness witness, KafkaClients clients) {
    KeyedExecutor lanes = keep(new KeyedExecutor(settings.number(KnownSettings.EXECUTOR_PARALLEL)));
    InstanceOperations work =
        dryRun
            .<InstanceOperations>map(
                say -> new DryRun(i -> runtime.list(i).stream().findFirst(), say))
            .orElseGet(
                () ->
                    new GuardOperations(
                        runtime,
                        new InPlaceRestart(
                            runtime,
                            numbers,
                            watch::expectRestart,
                            id -> witness.take(id, ContainerWitness.RESTARTED),
                            lanes::aside),
                        this::stopGrace,
                        this::removed,
                        lanes::aside,
                        clock));
    StopGuard stops = new StopGuard(i -> watch.stopping(i, stopGrace(i)), clock);
    return keep(
        new CommandLoop(
            clients.consumer(
                settings.text(KnownSettings.APPLICATION_ID) + "-guard-" + host.id(), "earliest"),
            topics,
            this::isOurs,
            work::expect,
            meters.timed(new CommandExecution(work, stops, host, clock)),
            facts,
            lanes,
            keep(new ProbeLane(runtime::list, new HealthProbe(engine)::run, host, clock))));
  }

  private boolean isOurs(Command command) {
    return host.id().equals(command.host());
  }

  private Duration stopGrace(InstanceId instance) {
    return declarations.module(instance).map(ModuleSpec::stopGrace).orElse(Duration.ofSeconds(10));
  }

  /** Whoever removes a container does not want it back. */
  private void removed(InstanceId instance) {
    facts.write(
        Envelope.of(
            "removed/" + instance + "/" + clock.instant(),
            "/executor/" + host,
            clock.instant(),
            new Fact.ContainerStoppedByOperator(instance, numbers.highest(instance), "", host)));
  }

  private Optional<GuardedContainer> inspect(ManagedContainer container) {
    return engine.call(
        "inspect " + container.name(),
        INSPECT,
        client -> {
          try {
            return Optional.of(
                GuardedContainer.of(container, client.inspectContainerCmd(container.id()).exec()));
          } catch (com.github.dockerjava.api.exception.NotFoundException gone) {
            return Optional.empty();
          }
        });
  }

  /** What belongs together is created within moments of each other. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void lookSoon() {
    if (lookIsDue.compareAndSet(false, true)) {
      try {
        looking.schedule(this::look, LOOK_SOON.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closing) {
        return;
      }
    }
  }

  private void look() {
    lookIsDue.set(false);
    try {
      numbers.forgetGone(
          () -> {
            declarations.become(inventory.look(Instant.now(clock)));
            return inventory.ids();
          });
    } catch (EngineException e) {
      LOG.warn("cannot look at the containers: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("cannot declare what runs", e);
    }
  }

  /** Blocks until it was closed, by itself or by others. */
  public void awaitEnd() throws InterruptedException {
    end.await();
  }

  /** How many projects and services are looked after. */
  public String summary() {
    int services = declarations.all().stream().mapToInt(p -> p.modules().size()).sum();
    return counted(declarations.all().size(), "project") + ", " + counted(services, "service");
  }

  private static String counted(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    parts.addFirst(part);
    return part;
  }

  /** Takes no more commands; a second call does nothing. */
  @Override
  public synchronized void close() {
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
