package rouse.executor.load;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.BalancePolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerUsage.Usage;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.RunningContainer;

/**
 * Measures the workers whose number follows their load, five times in a window, and reports what it
 * found. What cannot be measured is missing in the report, and is not zero. A worker that answers
 * slowly delays no other: each is measured by a thread of its own, and never twice at once.
 */
// A closed scheduler needs no looking after.
@SuppressWarnings("FutureReturnValueIgnored")
public final class LoadReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadReporter.class);
  private static final int REPORTS_PER_WINDOW = 5;
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration ROUND = Duration.ofSeconds(1);

  /** Takes the report of one worker. */
  @FunctionalInterface
  public interface Reports {
    void write(String key, LoadReport report);
  }

  /** What Docker says that a container uses. */
  @FunctionalInterface
  public interface Usages {
    Usage look(String containerId);
  }

  private final Supplier<PlatformSpec> platform;
  private final Supplier<Collection<RunningContainer>> running;
  private final Usages usages;
  private final Supplier<Map<InstanceId, Long>> sessions;
  private final Reports reports;
  private final LoadAnswer answers = new LoadAnswer();
  private final Map<InstanceId, Long> measured = new HashMap<>();
  private final Set<InstanceId> underWay = ConcurrentHashMap.newKeySet();
  private final ExecutorService measuring =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("load-", 1).factory());
  private final ScheduledThreadPoolExecutor rounds =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("load").daemon().factory());

  /**
   * @param running what runs now, without an engine call
   * @param sessions of each worker, by its load balancer's count
   */
  public LoadReporter(
      Supplier<PlatformSpec> platform,
      Supplier<Collection<RunningContainer>> running,
      Usages usages,
      Supplier<Map<InstanceId, Long>> sessions,
      Reports reports) {
    this.platform = platform;
    this.running = running;
    this.usages = usages;
    this.sessions = sessions;
    this.reports = reports;
  }

  public void start() {
    rounds.scheduleWithFixedDelay(
        this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      measure(System.nanoTime());
    } catch (RuntimeException e) {
      LOG.warn("cannot measure the workers ({}); trying again", e.toString());
    }
  }

  private void measure(long now) {
    PlatformSpec spec = platform.get();
    Collection<RunningContainer> containers = running.get();
    measured.keySet().retainAll(containers.stream().map(c -> c.container().instance()).toList());
    for (RunningContainer each : containers) {
      ManagedContainer container = each.container();
      ModuleSpec module = spec.module(container.instance().module()).orElse(null);
      if (module == null
          || module.scale() == null
          || module.scale().targets().isEmpty()
          || container.phase() != ContainerPhase.RUNNING
          || !isDue(container.instance(), interval(module), now)
          || !underWay.add(container.instance())) {
        continue;
      }
      measured.put(container.instance(), now);
      measuring.execute(() -> measure(container, module));
    }
  }

  private boolean isDue(InstanceId worker, Duration interval, long now) {
    Long last = measured.get(worker);
    // A round that is a little early is not left out.
    return last == null || now - last >= interval.minus(ROUND.dividedBy(2)).toNanos();
  }

  private static Duration interval(ModuleSpec module) {
    Duration part = module.scale().window().dividedBy(REPORTS_PER_WINDOW);
    return part.compareTo(LONGEST) < 0 ? part : LONGEST;
  }

  private void measure(ManagedContainer container, ModuleSpec module) {
    try {
      LoadReport report = look(container, module);
      if (report.load() != null
          || report.cpu() != null
          || report.memory() != null
          || report.sessions() != null) {
        reports.write(container.instance().toString(), report);
      }
    } catch (EngineException e) {
      // It is missing in its window, which is said there.
      LOG.debug("{} is not measured: {}", container.instance(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      underWay.remove(container.instance());
    }
  }

  private LoadReport look(ManagedContainer container, ModuleSpec module)
      throws InterruptedException {
    Set<ScaleMetric> asked =
        module.scale().targets().stream().map(ScaleTarget::metric).collect(Collectors.toSet());
    Optional<Double> load =
        asked.contains(ScaleMetric.LOAD) && container.ip().isPresent()
            ? answers.ask(container.ip().get(), port(module))
            : Optional.empty();
    boolean docker = asked.contains(ScaleMetric.CPU) || asked.contains(ScaleMetric.MEMORY);
    Usage usage =
        docker ? usages.look(container.id()) : new Usage(Optional.empty(), Optional.empty());
    Optional<Double> busy =
        asked.contains(ScaleMetric.SESSIONS)
            ? Optional.ofNullable(sessions.get().get(container.instance())).map(Long::doubleValue)
            : Optional.empty();
    return new LoadReport(
        container.incarnation(),
        possible(load),
        possible(usage.cpu().filter(c -> asked.contains(ScaleMetric.CPU))),
        possible(usage.memory().filter(m -> asked.contains(ScaleMetric.MEMORY))),
        possible(busy));
  }

  private static Double possible(Optional<Double> value) {
    return value.filter(v -> v >= 0 && v <= WorkerLoad.MOST).orElse(null);
  }

  private static int port(ModuleSpec module) {
    return module.balance() == null ? BalancePolicy.DEFAULT_PORT : module.balance().port();
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    measuring.shutdownNow();
    answers.close();
  }
}
