package rouse.executor.usage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.HostUsage.BalancerServer;
import rouse.contracts.topic.HostUsage.InstanceUsage;
import rouse.executor.docker.ContainerCounters.Look;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.RunningContainer;

/**
 * Measures all containers now and then, one after the other, for people who look at curves. Nothing
 * is decided from it, so it may be late and have gaps: a round that takes long is broken off and
 * the next one goes on with the next container. How load balancers see their servers is told as
 * well, at once when it changes.
 */
// A closed scheduler needs no looking after.
@SuppressWarnings("FutureReturnValueIgnored")
public final class UsageReporter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UsageReporter.class);
  private static final Duration SERVERS_EVERY = Duration.ofSeconds(1);
  private static final Duration SERVERS_AGAIN = Duration.ofSeconds(15);
  private static final Duration FIRST = Duration.ofSeconds(2);

  /** One look at one container. */
  @FunctionalInterface
  public interface Counters {
    Optional<Look> look(String containerId);
  }

  private final String host;
  private final Duration every;
  private final Supplier<Collection<RunningContainer>> running;
  private final Counters counters;
  private final Supplier<Map<String, List<BalancerServer>>> servers;
  private final BiConsumer<String, HostUsage> reports;
  private final LongSupplier nanos;
  private final Map<String, Before> before = new HashMap<>();
  private Map<String, List<BalancerServer>> told = Map.of();
  private long toldAt;
  private Optional<InstanceId> next = Optional.empty();
  private final ScheduledThreadPoolExecutor rounds =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("usage").daemon().factory());

  /** The look before, of one container. */
  private record Before(long at, long processorNanos) {}

  /**
   * @param running what runs now, without an engine call
   * @param servers of the load balancers, by platform; without a call either
   * @param reports takes a platform and what was found
   */
  public UsageReporter(
      String host,
      Duration every,
      Supplier<Collection<RunningContainer>> running,
      Counters counters,
      Supplier<Map<String, List<BalancerServer>>> servers,
      BiConsumer<String, HostUsage> reports) {
    this(host, every, running, counters, servers, reports, System::nanoTime);
  }

  UsageReporter(
      String host,
      Duration every,
      Supplier<Collection<RunningContainer>> running,
      Counters counters,
      Supplier<Map<String, List<BalancerServer>>> servers,
      BiConsumer<String, HostUsage> reports,
      LongSupplier nanos) {
    this.host = host;
    this.every = every;
    this.running = running;
    this.counters = counters;
    this.servers = servers;
    this.reports = reports;
    this.nanos = nanos;
  }

  public void start() {
    if (!every.isZero()) {
      rounds.scheduleWithFixedDelay(
          () -> quietly(this::measure), FIRST.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }
    rounds.scheduleWithFixedDelay(
        () -> quietly(this::tellServers),
        SERVERS_EVERY.toMillis(),
        SERVERS_EVERY.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private static void quietly(Runnable round) {
    try {
      round.run();
    } catch (RuntimeException e) {
      LOG.debug("cannot measure now; trying again", e);
    }
  }

  /** One round: a record for each platform that has something. */
  void measure() {
    List<ManagedContainer> containers =
        running.get().stream()
            .map(RunningContainer::container)
            .filter(container -> container.phase() == ContainerPhase.RUNNING)
            .sorted((a, b) -> a.instance().compareTo(b.instance()))
            .toList();
    before.keySet().retainAll(containers.stream().map(ManagedContainer::id).toList());
    Map<String, List<InstanceUsage>> found = new HashMap<>();
    long began = nanos.getAsLong();
    List<ManagedContainer> ordered = fromNext(containers);
    next = Optional.empty();
    for (ManagedContainer container : ordered) {
      if (nanos.getAsLong() - began > every.dividedBy(2).toNanos()) {
        next = Optional.of(container.instance());
        break;
      }
      look(container)
          .ifPresent(
              usage ->
                  found
                      .computeIfAbsent(container.instance().platform(), p -> new ArrayList<>())
                      .add(usage));
    }
    found.forEach((platform, list) -> reports.accept(platform, new HostUsage(host, list, null)));
  }

  /** Where the round before was broken off. */
  private List<ManagedContainer> fromNext(List<ManagedContainer> containers) {
    int start =
        next.map(
                first ->
                    (int)
                        containers.stream()
                            .takeWhile(c -> c.instance().compareTo(first) < 0)
                            .count())
            .orElse(0);
    return Stream.concat(
            containers.subList(start, containers.size()).stream(),
            containers.subList(0, start).stream())
        .toList();
  }

  private Optional<InstanceUsage> look(ManagedContainer container) {
    try {
      return counters.look(container.id()).map(look -> usage(container, look));
    } catch (EngineException e) {
      LOG.debug("{} is not measured: {}", container.instance(), e.getMessage());
      return Optional.empty();
    }
  }

  private InstanceUsage usage(ManagedContainer container, Look look) {
    Double cpu = null;
    if (look.processorNanos().isPresent()) {
      long at = nanos.getAsLong();
      long used = look.processorNanos().getAsLong();
      Before last = before.put(container.id(), new Before(at, used));
      if (last != null && at > last.at && used >= last.processorNanos) {
        cpu = (double) (used - last.processorNanos) / (at - last.at);
      }
    }
    InstanceId instance = container.instance();
    return new InstanceUsage(
        instance.module(),
        instance.slot(),
        cpu,
        look.memory().isPresent() ? look.memory().getAsLong() : null,
        look.memoryLimit().isPresent() ? look.memoryLimit().getAsLong() : null);
  }

  /** Those of a platform when one of them has changed, and else now and then. */
  void tellServers() {
    Map<String, List<BalancerServer>> now = servers.get();
    boolean due = nanos.getAsLong() - toldAt > SERVERS_AGAIN.toNanos();
    now.forEach(
        (platform, list) -> {
          if (due || !list.equals(told.get(platform))) {
            reports.accept(platform, new HostUsage(host, List.of(), list));
          }
        });
    toldAt = due ? nanos.getAsLong() : toldAt;
    told = now;
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
