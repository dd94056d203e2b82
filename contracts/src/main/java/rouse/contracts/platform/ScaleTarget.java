package rouse.contracts.platform;

/**
 * The average that the workers are kept at.
 *
 * @param metric what is measured
 * @param value the average per worker
 */
public record ScaleTarget(ScaleMetric metric, double value) {
  public ScaleTarget {
    if (metric == null || !(value > 0 && value <= WorkerLoad.MOST)) {
      throw new IllegalArgumentException("scale wants a target above 0 for each metric");
    }
  }
}
