package rouse.core.scale;

import java.util.List;

/**
 * How many workers one metric asks for: the replica calculation of Kubernetes' HPA v2. Ready
 * workers that report decide; the others only soften a change, and never turn it around.
 */
public final class ReplicaCalculator {
  /** A ratio that is off by no more than this changes nothing. */
  public static final double TOLERANCE = 0.1;

  /** A hair, so that a product such as 1.2 × 5 is not 6.000000000000001 and then 7. */
  private static final double ROUNDING = 1e-9;

  /** Why the answer is what it is. */
  public enum Why {
    /** nobody reported, so nothing is known */
    NO_LOAD,
    WITHIN_TOLERANCE,
    /** workers that did not report may carry, or lack, what the others show */
    MISSING,
    /** workers that are not ready yet will take some of the load */
    UNREADY,
    LOAD
  }

  /**
   * What is asked for.
   *
   * @param replicas the number of workers
   * @param mean of the ready workers that reported; NaN when none did
   */
  public record Answer(int replicas, double mean, Why why) {}

  private ReplicaCalculator() {}

  /**
   * Calculates.
   *
   * @param current how many workers are wanted now
   * @param target the average per worker
   * @param reported of each ready worker that reported
   * @param missing ready workers that did not report
   * @param unready workers that are wanted and not ready: on their way, or failing
   */
  public static Answer replicas(
      int current, double target, List<Double> reported, int missing, int unready) {
    if (reported.isEmpty()) {
      return new Answer(current, Double.NaN, Why.NO_LOAD);
    }
    double sum = reported.stream().mapToDouble(Double::doubleValue).sum();
    double mean = sum / reported.size();
    double ratio = mean / target;
    boolean grows = ratio > 1;
    int reliefs = grows ? unready : 0;
    if (missing == 0 && reliefs == 0) {
      return isTolerated(ratio)
          ? new Answer(current, mean, Why.WITHIN_TOLERANCE)
          : new Answer(ceil(ratio * reported.size()), mean, Why.LOAD);
    }
    // Missing ones run at their target when that keeps a worker, and idle when that saves adding.
    double assumed = grows ? sum : sum + missing * target;
    int counted = reported.size() + missing + reliefs;
    double softened = assumed / counted / target;
    int replicas = ceil(softened * counted);
    boolean turned = grows ? softened < 1 : softened > 1;
    boolean against = softened < 1 ? replicas > current : replicas < current;
    if (isTolerated(softened) || turned || against || replicas == current) {
      Why why = isTolerated(ratio) ? Why.WITHIN_TOLERANCE : missing > 0 ? Why.MISSING : Why.UNREADY;
      return new Answer(current, mean, why);
    }
    return new Answer(replicas, mean, Why.LOAD);
  }

  private static boolean isTolerated(double ratio) {
    return Math.abs(1 - ratio) <= TOLERANCE + ROUNDING;
  }

  private static int ceil(double replicas) {
    return (int) Math.ceil(replicas - ROUNDING);
  }
}
