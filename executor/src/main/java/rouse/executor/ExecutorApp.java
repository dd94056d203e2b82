package rouse.executor;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.executor.bootstrap.BootException;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.FinishedSteps;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.control.ControlPlane;
import rouse.executor.http.BootPermission;
import rouse.executor.http.DecisionTail;
import rouse.executor.http.DeclarationEndpoint;
import rouse.executor.identity.DuplicateExecutor;
import rouse.executor.identity.ExecutorClaim;
import rouse.executor.identity.ExecutorLock;
import rouse.executor.log.BufferedFacts;
import rouse.executor.log.Cluster;
import rouse.executor.log.PatientQueue;
import rouse.executor.notify.AlertSender;
import rouse.executor.notify.Notifier;
import rouse.executor.observer.ObserverAlarm;
import rouse.executor.observer.ObserverMonitor;
import rouse.executor.observer.TickProbe;

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

  private static final String STARTING = "the executor is still starting. Try again in a moment.";
  private final Settings settings;
  private final HostId host;
  private final ExecutorId id;
  private final Topics topics;
  private final Clock clock = Clock.systemUTC();
  private final DeclaredFile file;
  private final Parts parts = new Parts();
  private final Meters meters = parts.keep(new Meters());
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Object up = new Object();
  private ExecutorServer server;
  private BootLogs logs;
  private KafkaSide kafka;
  private ContainerSide containers;
  private volatile ControlPlane controlPlane;
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
    this.topics = Topics.from(settings);
  }

  /**
   * Connects, looks at what is there, announces the platform, and follows commands; returns when
   * all that is under way. What fails here leaves nothing running. It wishes nothing: a platform
   * that was taken down stays down.
   *
   * @throws DuplicateExecutor when another process is this executor
   * @throws rouse.executor.docker.engine.EngineException when there is no engine, or no rights
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
    topics.signer().warnWhenOff(LOG);
    ExecutorLock lock = parts.keep(ExecutorLock.take(state(), id));
    kafka = new KafkaSide(settings, topics, id, file, clock, parts);
    BufferedFacts seen = new BufferedFacts(kafka::write);
    containers = new ContainerSide(settings, file, host, state(), clock, seen, meters, parts);
    DecisionTail decisions = kafka.decisions();
    logs = new BootLogs(file, containers, new BootPermission(kafka::write, decisions));
    server =
        new ExecutorServer(
            settings,
            file,
            host,
            containers,
            decisions,
            kafka.requests(),
            this::readAnew,
            this::wish,
            clock,
            meters,
            parts);
    lock.tell(id, file.path().toString(), server.url(), settings.text(KnownSettings.KAFKA));
    AlertSender alerts = parts.keep(new AlertSender(settings, topics, id.kafkaName(), clock));
    PatientQueue reports = parts.keep(new PatientQueue("control-plane-reports"));
    controlPlane = parts.keep(controlPlane(containers));
    controlPlane.onDecision(alerts::tell);
    controlPlane.onReport(fact -> reports.submit(fact.id(), () -> kafka.write(fact)));
    containers.watch(seen);
    controlPlane.start();
    Cluster.prepare(settings, wantedTopics());
    parts.keep(new ExecutorClaim(settings, topics, id, lock, this::endAs)).take();
    seen.open();
    reports.open();
    alerts.start();
    parts.keep(observerMonitor(kafka.ticks(), alerts)).start();
    kafka.followWishes(controlPlane);
    decisions.start();
    kafka.followWorkers(containers.balancers());
    kafka.beat(containers);
    kafka.followCommands(containers);
    parts
        .keep(
            new Notifier(settings, topics, id.platform(), id.kafkaName(), meters.registry(), clock))
        .start();
    // after what runs was told, so that the decider compares with what is there
    logs.clear(wishedBy);
    kafka.write(file.declaration(wishedBy));
    started.complete(null);
  }

  private ControlPlane controlPlane(ContainerSide containers) {
    return new ControlPlane(
        containers.events(),
        containers.runtime(),
        file::now,
        people -> Notifier.alertedBy(settings, people),
        host,
        containers.execution(),
        containers.work()::expect,
        state(),
        clock);
  }

  private ObserverMonitor observerMonitor(TickProbe ticks, AlertSender alerts) {
    ObserverAlarm alarm =
        new ObserverAlarm(
            file.name(),
            settings.duration(KnownSettings.NOTIFY_GROUP_WAIT),
            () -> Notifier.alertedBy(settings, file.spec().alertsTo()),
            alerts::tell,
            clock);
    return new ObserverMonitor(
        ticks::look, controlPlane::hasObserver, List.of(controlPlane::looked, alarm::looked));
  }

  private CompletableFuture<Optional<String>> wish(Fact wish) {
    return controlPlane == null
        ? CompletableFuture.failedFuture(new BootException(STARTING))
        : controlPlane.take(wish);
  }

  /** Takes the file as it is now: what changed is replaced, what is gone is retired. */
  private DeclarationEndpoint.Reread readAnew(String wishedBy) throws Exception {
    FinishedSteps made = new FinishedSteps();
    synchronized (up) {
      if (controlPlane == null) {
        throw new BootException(STARTING);
      }
      file.readAnew(made);
      controlPlane.bringUp();
      // The start may have waited for just that, and is to tell first what runs.
      started.get();
      logs.clear(wishedBy);
      Cluster.prepare(settings, wantedTopics());
      kafka.followWorkers(containers.balancers());
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

  /** The port of the fault-tolerance API. */
  public int port() {
    return server.port();
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

  /**
   * Takes no more commands, gives those that run ten seconds to end; a second call does nothing.
   */
  @Override
  public synchronized void close() {
    started.cancel(false);
    parts.close();
    end.countDown();
  }
}
