package rouse.core.scale;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.event.Fact.LoadObserved;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.scale.ReplicaCalculator.Answer;
import rouse.core.scale.ReplicaCalculator.Why;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;

/**
 * What a window of load says about the number of a module's workers, before any limit. Of several
 * metrics the one that needs most workers counts.
 *
 * @param recommended how many workers the load needs
 * @param why what the recommendation rests on
 * @param numbers of the metric that counts
 */
public record ScaleAssessment(int recommended, Why why, LoadNumbers numbers) {
  /** So many slots are named in a decision; the numbers beside them tell of all. */
  private static final int MOST_NAMED = 20;

  /** Of one metric. */
  private record OfMetric(ScaleTarget target, Answer answer, List<Integer> missing, int ready) {}

  /**
   * Looks at a window.
   *
   * @param workers those that are wanted
   */
  public static ScaleAssessment of(
      ScalePolicy policy, List<InstanceState> workers, LoadObserved load) {
    Map<Integer, WorkerLoad> reports = new HashMap<>();
    load.workers().forEach(w -> reports.put(w.slot(), w));
    OfMetric most = null;
    boolean unknown = false;
    for (ScaleTarget target : policy.targets()) {
      OfMetric one = of(target, workers, reports, load.from());
      if (one.answer().why() == Why.NO_LOAD) {
        unknown = true;
        most = most == null ? one : most;
      } else if (most == null
          || most.answer().why() == Why.NO_LOAD
          || one.answer().replicas() > most.answer().replicas()) {
        most = one;
      }
    }
    // A metric that nobody reports might need more than the others: nothing is retired for them.
    int current = workers.size();
    boolean held = unknown && most.answer().replicas() < current;
    Answer answer = held ? new Answer(current, most.answer().mean(), Why.NO_LOAD) : most.answer();
    return new ScaleAssessment(answer.replicas(), answer.why(), numbers(most));
  }

  private static OfMetric of(
      ScaleTarget target,
      List<InstanceState> workers,
      Map<Integer, WorkerLoad> reports,
      Instant from) {
    List<Double> reported = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    int ready = 0;
    int unready = 0;
    int held = 0;
    for (InstanceState worker : workers) {
      if (worker.desired() == DesiredState.HELD) {
        // Left alone on purpose: it carries nothing, and nothing replaces it.
        held++;
        continue;
      }
      if (!isReady(worker, from)) {
        unready++;
        continue;
      }
      ready++;
      Double value = valueOf(worker, reports.get(worker.id().slot()), target.metric());
      if (value == null) {
        missing.add(worker.id().slot());
      } else {
        reported.add(value);
      }
    }
    Answer answer =
        ReplicaCalculator.replicas(
            workers.size() - held, target.value(), reported, missing.size(), unready);
    Answer withHeld = new Answer(answer.replicas() + held, answer.mean(), answer.why());
    return new OfMetric(target, withHeld, missing, ready);
  }

  /** Alive for the whole window: before, its reports say little of what it will carry. */
  private static boolean isReady(InstanceState worker, Instant from) {
    Instant since = worker.seen().aliveSince();
    return worker.seen().observed() == ObservedPhase.ALIVE && since != null && !since.isAfter(from);
  }

  /** What an earlier container in the slot reported says nothing of this one. */
  private static Double valueOf(InstanceState worker, WorkerLoad report, ScaleMetric metric) {
    boolean counts =
        report != null
            && (report.incarnation() == 0 || report.incarnation() >= worker.seen().incarnation());
    return counts ? report.of(metric) : null;
  }

  private static LoadNumbers numbers(OfMetric one) {
    double mean = one.answer().mean();
    return new LoadNumbers(
        one.target().metric(),
        Double.isNaN(mean) ? null : mean,
        one.target().value(),
        one.ready(),
        one.ready() - one.missing().size(),
        List.copyOf(one.missing().subList(0, Math.min(MOST_NAMED, one.missing().size()))));
  }
}
