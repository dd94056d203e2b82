package rouse.executor.balance;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.topic.HostUsage.BalancerServer;
import rouse.contracts.topic.WorkerAnnouncement.Worker;
import rouse.executor.command.CommandRefusedException;
import rouse.executor.command.Drain;
import rouse.executor.compose.model.HaproxyDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.watch.RunningContainer;

/**
 * The load balancers of a platform. One thread compares the servers of each HAProxy with the
 * announced workers: at once when there is news, and four times a second, since HAProxy does not
 * tell when it has lost its servers. Recoveries never wait for it.
 */
public final class LoadBalancers implements Drain, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadBalancers.class);
  private static final long EVERY_MS = 250;

  /** While somebody waits for the last session of a worker. */
  private static final long DRAINING_EVERY_MS = 50;

  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(30);

  private final Supplier<PlatformFile> file;
  private final Supplier<Collection<RunningContainer>> running;
  private final Object monitor = new Object();
  private final Map<HaproxyDefinition, BackendReconciler> backends = new HashMap<>();
  private final Set<HaproxyDefinition> silent = new HashSet<>();
  private AnnouncementFollower follower;
  private Thread thread;
  private List<Worker> announced;
  private long comparisons;
  private boolean news;
  private int drains;
  private boolean closed;

  /**
   * @param running what runs now, without an engine call
   */
  public LoadBalancers(
      Supplier<PlatformFile> file, Supplier<Collection<RunningContainer>> running) {
    this.file = file;
    this.running = running;
  }

  /**
   * Begins when the platform file names a load balancer; a second call does nothing.
   *
   * @param consumers makes one that reads from the first record
   * @param topic of the announcements
   */
  public void start(Supplier<Consumer<byte[], byte[]>> consumers, String topic) {
    synchronized (monitor) {
      if (thread != null || closed || file.get().balancers().isEmpty()) {
        return;
      }
      follower = new AnnouncementFollower(consumers.get(), topic, file.get().name(), this::hear);
      follower.start();
      thread = Thread.ofPlatform().name("balance").daemon().start(this::follow);
    }
  }

  private void hear(List<Worker> workers) {
    synchronized (monitor) {
      announced = workers;
      wake();
    }
  }

  private void wake() {
    news = true;
    monitor.notifyAll();
  }

  private void follow() {
    while (true) {
      Map<HaproxyDefinition, BackendReconciler> now;
      synchronized (monitor) {
        if (closed) {
          return;
        }
        news = false;
        now = backends();
        if (announced != null) {
          now.values().forEach(backend -> backend.announced(announced));
        }
      }
      now.forEach(this::reconcile);
      synchronized (monitor) {
        comparisons++;
        monitor.notifyAll();
        if (!news && !closed) {
          try {
            monitor.wait(drains > 0 ? DRAINING_EVERY_MS : EVERY_MS);
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    }
  }

  /** As the platform file has them now. */
  private Map<HaproxyDefinition, BackendReconciler> backends() {
    List<HaproxyDefinition> wanted = file.get().balancers();
    backends.keySet().retainAll(wanted);
    silent.retainAll(wanted);
    wanted.forEach(each -> backends.computeIfAbsent(each, this::backend));
    return Map.copyOf(backends);
  }

  private BackendReconciler backend(HaproxyDefinition haproxy) {
    return new BackendReconciler(
        new HaproxyBackend(new HaproxySocket(() -> socketOf(haproxy)), haproxy.backend()),
        haproxy.worker());
  }

  private SocketAddress socketOf(HaproxyDefinition haproxy) throws IOException {
    return HaproxyProbe.address(
        haproxy,
        container(new InstanceId(file.get().name(), haproxy.module(), 1))
            .flatMap(c -> c.container().ip()));
  }

  private Optional<RunningContainer> container(InstanceId instance) {
    return running.get().stream()
        .filter(c -> c.container().instance().equals(instance))
        .findFirst();
  }

  private void reconcile(HaproxyDefinition haproxy, BackendReconciler backend) {
    try {
      backend.reconcile();
      if (silent.remove(haproxy)) {
        LOG.info("HAProxy {} has its servers", haproxy.module());
      }
    } catch (HaproxyRefusedException e) {
      warnOnce(haproxy, e);
    } catch (IOException | RuntimeException e) {
      backend.lost();
      warnOnce(haproxy, e);
    }
  }

  /** It is tried again four times a second. */
  private void warnOnce(HaproxyDefinition haproxy, Exception why) {
    if (silent.add(haproxy)) {
      LOG.warn("HAProxy {} cannot be told its servers: {}", haproxy.module(), why.getMessage());
    }
  }

  /** Sessions of a worker's instances, served and queued; none of those that HAProxy has not. */
  public Map<InstanceId, Long> sessions() {
    Map<InstanceId, Long> sessions = new HashMap<>();
    synchronized (monitor) {
      backends.forEach(
          (haproxy, backend) ->
              backend
                  .sessions()
                  .forEach(
                      (name, count) ->
                          sessions.put(
                              new InstanceId(
                                  file.get().name(),
                                  haproxy.worker(),
                                  Integer.parseInt(name.substring(haproxy.worker().length() + 1))),
                              count)));
    }
    return sessions;
  }

  /** All servers, as of the last comparison; none of a balancer that does not answer. */
  public List<BalancerServer> servers() {
    List<BalancerServer> servers = new ArrayList<>();
    synchronized (monitor) {
      backends.forEach(
          (haproxy, backend) ->
              backend
                  .servers()
                  .forEach(
                      server ->
                          servers.add(
                              new BalancerServer(
                                  haproxy.module(),
                                  server.name(),
                                  server.address(),
                                  server.status(),
                                  server.sessions(),
                                  server.queued()))));
    }
    return servers;
  }

  @Override
  public Duration patience(InstanceId worker) {
    return balanced(worker).map(LoadBalancers::patience).orElse(Duration.ZERO);
  }

  private static Duration patience(ModuleSpec worker) {
    return worker.scale() == null ? DEFAULT_PATIENCE : worker.scale().drain();
  }

  /** The module of a worker to which somebody sends work. */
  private Optional<ModuleSpec> balanced(InstanceId worker) {
    return file.get().spec().module(worker.module()).filter(m -> m.balance() != null);
  }

  /** Without HAProxy nobody tells us of the worker's sessions: then it has all of its time. */
  @Override
  public void drain(InstanceId worker, long incarnation, Duration atMost) {
    if (balanced(worker).isEmpty() || running(worker, incarnation).isEmpty()) {
      return;
    }
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (monitor) {
      drains++;
      try {
        Optional<HaproxyDefinition> haproxy =
            file.get().balancers().stream()
                .filter(h -> h.worker().equals(worker.module()))
                .findFirst();
        if (haproxy.isPresent()) {
          drain(worker, incarnation, haproxy.get(), end);
        } else {
          await(end, () -> running(worker, incarnation).isEmpty());
        }
      } finally {
        drains--;
      }
    }
  }

  private void drain(InstanceId worker, long incarnation, HaproxyDefinition haproxy, long end) {
    BackendReconciler backend = backends().get(haproxy);
    String name = worker.module() + "_" + worker.slot();
    String ip = running(worker, incarnation).flatMap(c -> c.container().ip()).orElse("");
    backend.drain(name, ip);
    long since = comparisons;
    InstanceId balancer = new InstanceId(worker.platform(), haproxy.module(), 1);
    wake();
    // A comparison that began before may have looked before it was told.
    boolean idle =
        await(
            end,
            () ->
                running(worker, incarnation).isEmpty()
                    || container(balancer).isEmpty()
                    || (comparisons > since + 1 && backend.isIdle(name)));
    if (!idle) {
      LOG.warn("{} is stopped with sessions that did not end in time", worker);
    }
    backend.drained(name);
    long told = comparisons;
    wake();
    // Out of the backend before its container goes, unless HAProxy itself does not answer.
    await(
        System.nanoTime() + Duration.ofSeconds(2).toNanos(),
        () -> container(balancer).isEmpty() || comparisons > told + 1);
  }

  private Optional<RunningContainer> running(InstanceId worker, long incarnation) {
    return container(worker).filter(c -> c.container().incarnation() <= incarnation);
  }

  /** Returns whether it came to be; looks after each comparison. */
  private boolean await(long end, java.util.function.BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      if (left <= 0) {
        return false;
      }
      if (closed) {
        throw new CommandRefusedException("the executor closed while it drained");
      }
      try {
        monitor.wait(Math.min(left, EVERY_MS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandRefusedException("the executor closed while it drained");
      }
    }
    return true;
  }

  @Override
  public void close() {
    AnnouncementFollower last;
    synchronized (monitor) {
      closed = true;
      last = follower;
      monitor.notifyAll();
    }
    if (last != null) {
      last.close();
    }
  }
}
