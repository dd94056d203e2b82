package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;

/**
 * When workers are added and retired; the rules are those of Kubernetes' HPA v2.
 *
 * @param min fewest workers
 * @param max most workers
 * @param metric what is measured: {@code load} (the worker's own answer), {@code cpu}
 * @param target the average the workers are kept at
 * @param downStabilize the highest recommendation of this time is what scales down
 * @param drain what a worker has to finish its sessions before it is stopped
 */
public record ScalePolicy(
    int min, int max, String metric, double target, Duration downStabilize, Duration drain) {
  public ScalePolicy {
    metric = Objects.requireNonNullElse(metric, "load");
    downStabilize = Objects.requireNonNullElse(downStabilize, Duration.ofSeconds(300));
    drain = Objects.requireNonNullElse(drain, Duration.ofSeconds(30));
    if (min < 0 || max < min || !(target > 0)) {
      throw new IllegalArgumentException("scale wants 0 <= min <= max and a target above 0");
    }
  }
}
