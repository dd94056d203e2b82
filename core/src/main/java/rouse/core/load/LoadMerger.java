package rouse.core.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.event.Fact.LoadObserved.MetricLoad;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadWindow;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;

/**
 * Puts the windows of all partitions together: one fact per module and window. Who beats in a
 * partition that does not tell its window in time is not known, and the fact says so.
 */
public final class LoadMerger {
  /** Other partitions read their tick at nearly the same time; one that lags is not waited for. */
  public static final Duration GRACE = Duration.ofSeconds(1);

  /** Brokers' clocks are closer together; what is further ahead is of a clock that was set. */
  private static final Duration FURTHEST_AHEAD = Duration.ofMinutes(1);

  private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

  private final int partitions;
  private final Map<String, Merging> modules = new HashMap<>();
  private long late;

  /** Windows of one module that are not yet told, by their end. */
  private static final class Merging {
    private final TreeMap<Instant, Map<Integer, LoadWindow>> open = new TreeMap<>();
    private Instant toldTo = Instant.EPOCH;
  }

  public LoadMerger(int partitions) {
    this.partitions = partitions;
  }

  /**
   * A partition tells a window.
   *
   * @param facts where the facts go
   */
  public void take(LoadWindow window, Consumer<LoadObserved> facts) {
    String name = window.platform() + "/" + window.module();
    Merging module = modules.computeIfAbsent(name, n -> new Merging());
    if (!window.to().isAfter(module.toldTo)) {
      late++;
      return;
    }
    Map<Integer, LoadWindow> parts =
        module.open.computeIfAbsent(window.to(), to -> new TreeMap<>());
    parts.put(window.partition(), window);
    if (parts.size() >= partitions) {
      tellTo(module, window.to(), facts);
    }
  }

  /** A tick was read back: what is older than the grace is told as it is. */
  public void tick(long at, Consumer<LoadObserved> facts) {
    Instant over = Instant.ofEpochMilli(at).minus(GRACE);
    for (Merging module : modules.values()) {
      Instant to = module.open.floorKey(over);
      if (to != null) {
        tellTo(module, to, facts);
      }
    }
    modules
        .values()
        .removeIf(
            m ->
                m.toldTo.isAfter(over.plus(FURTHEST_AHEAD))
                    || (m.open.isEmpty() && m.toldTo.isBefore(over.minus(FORGOTTEN_AFTER))));
  }

  private void tellTo(Merging module, Instant to, Consumer<LoadObserved> facts) {
    Map<Instant, Map<Integer, LoadWindow>> told = module.open.headMap(to, true);
    told.values().forEach(parts -> facts.accept(merged(parts)));
    told.clear();
    module.toldTo = to;
  }

  private LoadObserved merged(Map<Integer, LoadWindow> parts) {
    LoadWindow any = parts.values().iterator().next();
    List<WorkerLoad> workers =
        parts.values().stream()
            .flatMap(p -> p.workers().stream())
            .sorted(Comparator.comparingInt(WorkerLoad::slot))
            .toList();
    List<Integer> unread =
        IntStream.range(0, partitions).filter(p -> !parts.containsKey(p)).boxed().toList();
    return new LoadObserved(
        any.platform(),
        any.module(),
        any.from(),
        any.to(),
        metrics(workers),
        workers,
        unread.isEmpty() ? null : unread);
  }

  private static List<MetricLoad> metrics(List<WorkerLoad> workers) {
    List<MetricLoad> all = new ArrayList<>();
    for (ScaleMetric metric : ScaleMetric.values()) {
      double sum = 0;
      double max = 0;
      int reporting = 0;
      for (WorkerLoad worker : workers) {
        Double value = worker.of(metric);
        if (value != null) {
          sum += value;
          max = Math.max(max, value);
          reporting++;
        }
      }
      if (reporting > 0) {
        all.add(new MetricLoad(metric, reporting, sum / reporting, max));
      }
    }
    return all;
  }

  /** Windows of partitions that came after their fact was told. */
  public long late() {
    return late;
  }
}
