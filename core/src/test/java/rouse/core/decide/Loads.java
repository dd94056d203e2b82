package rouse.core.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.event.Fact.LoadObserved.MetricLoad;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;

/** Facts about the load of workers. */
public final class Loads {
  private Loads() {}

  /** One worker reported. */
  static LoadObserved observed(InstanceId worker, long incarnation, double load) {
    Instant to = Instant.parse("2026-01-31T09:00:00Z");
    return observed(
        worker.platform(),
        worker.module(),
        to,
        List.of(new WorkerLoad(worker.slot(), incarnation, load, null, null, null)));
  }

  /** What these workers reported in the fifteen seconds before. */
  public static LoadObserved observed(
      String platform, String module, Instant to, List<WorkerLoad> workers) {
    List<MetricLoad> metrics = new ArrayList<>();
    for (ScaleMetric metric : ScaleMetric.values()) {
      var values = workers.stream().filter(w -> w.of(metric) != null).toList();
      if (!values.isEmpty()) {
        var sums = values.stream().mapToDouble(w -> w.of(metric)).summaryStatistics();
        metrics.add(new MetricLoad(metric, values.size(), sums.getAverage(), sums.getMax()));
      }
    }
    return new LoadObserved(platform, module, to.minusSeconds(15), to, metrics, workers, null);
  }
}
