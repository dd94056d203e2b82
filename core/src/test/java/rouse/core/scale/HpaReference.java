package rouse.core.scale;

import java.util.ArrayList;
import java.util.List;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;

/**
 * Kubernetes' HPA v2 as its documentation describes it: first the replicas for the metrics, then
 * stabilisation, then the rates, then the bounds. Plain and slow, with lists of all that happened.
 */
public final class HpaReference {
  private static final double TOLERANCE = 0.1;
  private final ScalePolicy policy;
  private final List<long[]> recommendations = new ArrayList<>();
  private final List<long[]> ups = new ArrayList<>();
  private final List<long[]> downs = new ArrayList<>();
  private int current;

  HpaReference(ScalePolicy policy, int current) {
    this.policy = policy;
    this.current = current;
  }

  /** "desiredReplicas = ceil[currentReplicas * ( currentMetricValue / desiredMetricValue )]". */
  static int replicas(int current, double target, List<Double> reported, int missing, int unready) {
    if (reported.isEmpty()) {
      return current;
    }
    double usage = mean(reported) / target;
    boolean unreadyMatter = unready > 0 && usage > 1;
    if (missing == 0 && !unreadyMatter) {
      return tolerated(usage) ? current : up(usage * reported.size());
    }
    // Missing: 100 % of the target when it would scale down, 0 % when it would scale up.
    List<Double> assumed = new ArrayList<>(reported);
    for (int i = 0; i < missing; i++) {
      assumed.add(usage > 1 ? 0 : target);
    }
    for (int i = 0; unreadyMatter && i < unready; i++) {
      assumed.add(0.0);
    }
    double again = mean(assumed) / target;
    boolean turned = (usage < 1 && again > 1) || (usage > 1 && again < 1);
    if (tolerated(again) || turned) {
      return current;
    }
    int wanted = up(again * assumed.size());
    boolean against = (again < 1 && wanted > current) || (again > 1 && wanted < current);
    return against ? current : wanted;
  }

  /**
   * Several metrics: "calculates a proposed replica count for each metric, and then chooses the
   * highest". When one cannot be had, the others may scale up and not down.
   *
   * @param reported of each metric, by every worker that is ready
   */
  public static int several(int current, List<Double> targets, List<List<Double>> reported) {
    int highest = -1;
    boolean unknown = false;
    for (int i = 0; i < targets.size(); i++) {
      List<Double> values = reported.get(i);
      if (values.isEmpty()) {
        unknown = true;
      } else {
        int missing = current - values.size();
        highest = Math.max(highest, replicas(current, targets.get(i), values, missing, 0));
      }
    }
    return highest < 0 || (unknown && highest < current) ? current : highest;
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }

  private static boolean tolerated(double usage) {
    return Math.abs(usage - 1) < TOLERANCE + 1e-6;
  }

  private static int up(double replicas) {
    return (int) Math.ceil(replicas - 1e-6);
  }

  /** One look at the metrics. */
  int decide(long now, int recommended) {
    if (recommendations.isEmpty()) {
      recommendations.add(new long[] {now, current});
    }
    recommendations.add(new long[] {now, recommended});
    int stable = stabilized(now, recommended);
    int next = current;
    if (stable > current) {
      int limit = Math.max(current, upLimit(now));
      next = Math.min(stable, Math.min(policy.max(), limit));
    } else if (stable < current) {
      int limit = Math.min(current, downLimit(now));
      next = Math.max(stable, Math.max(policy.min(), limit));
    }
    if (next > current) {
      ups.add(new long[] {now, next - current});
    } else if (next < current) {
      downs.add(new long[] {now, current - next});
    }
    current = next;
    return current;
  }

  private int stabilized(long now, int recommended) {
    long lowest = recommended;
    long highest = recommended;
    for (long[] earlier : recommendations) {
      if (earlier[0] > now - policy.up().stabilize().toSeconds()) {
        lowest = Math.min(lowest, earlier[1]);
      }
      if (earlier[0] > now - policy.down().stabilize().toSeconds()) {
        highest = Math.max(highest, earlier[1]);
      }
    }
    long stable = current;
    stable = Math.max(stable, lowest);
    stable = Math.min(stable, highest);
    return (int) stable;
  }

  private int periodStart(ScaleRate rate, long now) {
    int start = current;
    for (long[] each : ups) {
      start -= each[0] > now - rate.period().toSeconds() ? (int) each[1] : 0;
    }
    for (long[] each : downs) {
      start += each[0] > now - rate.period().toSeconds() ? (int) each[1] : 0;
    }
    return start;
  }

  private int upLimit(long now) {
    ScaleRate rate = policy.up();
    if (rate.select() == ScaleRate.Select.DISABLED) {
      return current;
    }
    int start = periodStart(rate, now);
    List<Integer> proposed = new ArrayList<>();
    if (rate.workers() != null) {
      proposed.add(start + rate.workers());
    }
    if (rate.percent() != null) {
      proposed.add((int) Math.ceil(start * (100 + rate.percent()) / 100.0));
    }
    return proposed.stream()
        .reduce(rate.select() == ScaleRate.Select.MAX ? Math::max : Math::min)
        .orElse(Integer.MAX_VALUE);
  }

  private int downLimit(long now) {
    ScaleRate rate = policy.down();
    if (rate.select() == ScaleRate.Select.DISABLED) {
      return current;
    }
    int start = periodStart(rate, now);
    List<Integer> proposed = new ArrayList<>();
    if (rate.workers() != null) {
      proposed.add(start - rate.workers());
    }
    if (rate.percent() != null) {
      proposed.add((int) (start * (100 - rate.percent()) / 100.0));
    }
    return proposed.stream()
        .reduce(rate.select() == ScaleRate.Select.MAX ? Math::min : Math::max)
        .orElse(Integer.MIN_VALUE);
  }
}
