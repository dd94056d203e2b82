package rouse.executor.docker.watch;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/**
 * Beats for those instances that are watched through Docker, as long as Docker says that they are
 * well, and for the executor itself. What Docker says is known from its events, so a beat costs no
 * engine call; one thread beats for all, and instances with the same interval beat together, so
 * that their beats travel together.
 */
// What a beat throws ends its schedule, and a closed scheduler needs no looking after.
@SuppressWarnings("FutureReturnValueIgnored")
public final class HeartbeatEmitter implements AutoCloseable {
  private static final long LONGEST_MS = 1_000;

  /** Beats in a timeout: a few may be lost before anybody is called silent. */
  private static final int BEATS_PER_TIMEOUT = 6;

  /** Takes a beat with its key, and says whether it could. */
  @FunctionalInterface
  public interface Beats {
    boolean write(String key, Beat beat);
  }

  private final Supplier<? extends Collection<PlatformSpec>> platforms;
  private final HostId host;
  private final Supplier<Collection<RunningContainer>> running;
  private final Beats writer;
  private final ScheduledThreadPoolExecutor scheduler;
  private final Set<Long> scheduled = new HashSet<>();
  private final Set<String> begun = new HashSet<>();

  /** Unique over restarts of this process: a repeated number would be no new life. */
  private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis());

  /**
   * @param running what runs now, without an engine call
   */
  public HeartbeatEmitter(
      Supplier<PlatformSpec> platform,
      HostId host,
      Supplier<Collection<RunningContainer>> running,
      Beats writer) {
    this(() -> List.of(platform.get()), running, host, writer);
  }

  /**
   * For an executor of several platforms.
   *
   * @param running what runs now, without an engine call
   */
  public HeartbeatEmitter(
      Supplier<? extends Collection<PlatformSpec>> platforms,
      Supplier<Collection<RunningContainer>> running,
      HostId host,
      Beats writer) {
    this.platforms = platforms;
    this.host = host;
    this.running = running;
    this.writer = writer;
    this.scheduler =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("pulse").daemon().factory());
  }

  public void start() {
    scheduler.scheduleAtFixedRate(this::beatOfHost, 0, LONGEST_MS, TimeUnit.MILLISECONDS);
    changed();
  }

  /** What runs has changed: an instance that is new or well again beats at once. */
  public void changed() {
    try {
      scheduler.execute(this::beatFirst);
    } catch (RejectedExecutionException closed) {
      return;
    }
  }

  private void beatOfHost() {
    for (PlatformSpec platform : platforms.get()) {
      String name = platform.name();
      writer.write(
          new ExecutorId(host, name).heartbeatKey(), Beat.ofHost(name, sequence.incrementAndGet()));
    }
  }

  private void beatFirst() {
    Map<String, RunningContainer> well = new TreeMap<>();
    for (RunningContainer each : running.get()) {
      ModuleSpec module = watchedThroughDocker(each);
      if (module != null && each.well()) {
        well.put(each.container().id(), each);
        schedule(interval(module.heartbeat().timeout()));
      }
    }
    begun.retainAll(well.keySet());
    for (Map.Entry<String, RunningContainer> each : well.entrySet()) {
      if (!begun.contains(each.getKey()) && beat(each.getValue())) {
        begun.add(each.getKey());
      }
    }
  }

  private void schedule(long interval) {
    if (scheduled.add(interval)) {
      scheduler.scheduleAtFixedRate(
          () -> beatAll(interval), interval, interval, TimeUnit.MILLISECONDS);
    }
  }

  private void beatAll(long interval) {
    for (RunningContainer each : running.get()) {
      ModuleSpec module = watchedThroughDocker(each);
      if (module != null
          && each.well()
          && interval(module.heartbeat().timeout()) == interval
          && !beat(each)) {
        // No broker to be had: waiting for it once per instance would take longer than a beat.
        return;
      }
    }
  }

  private boolean beat(RunningContainer each) {
    return writer.write(
        each.container().instance().toString(),
        Beat.of(each.container().incarnation(), sequence.incrementAndGet()));
  }

  private ModuleSpec watchedThroughDocker(RunningContainer each) {
    InstanceId instance = each.container().instance();
    return platforms.get().stream()
        .filter(platform -> platform.name().equals(instance.platform()))
        .findFirst()
        .flatMap(platform -> platform.module(instance.module()))
        .filter(m -> m.heartbeat().source() == HeartbeatPolicy.Source.DOCKER)
        .orElse(null);
  }

  /** In milliseconds. */
  static long interval(Duration timeout) {
    return Math.max(1, Math.min(LONGEST_MS, timeout.toMillis() / BEATS_PER_TIMEOUT));
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
