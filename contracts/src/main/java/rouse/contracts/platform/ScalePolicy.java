package rouse.contracts.platform;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * When workers are added and retired; the rules are those of Kubernetes' HPA v2.
 *
 * @param min fewest workers
 * @param max most workers
 * @param metric the first of the targets: what is measured; {@code none} when there is none
 * @param target the first of the targets: the average the workers are kept at
 * @param downStabilize as of {@code down}
 * @param drain what a worker has to finish its sessions before it is stopped
 * @param targets all metrics with their targets; the one that needs most workers counts; empty when
 *     the number follows no load
 * @param window the load is averaged over this time
 * @param up how fast workers are added
 * @param down how fast they are retired
 */
public record ScalePolicy(
    int min,
    int max,
    String metric,
    double target,
    Duration downStabilize,
    Duration drain,
    @Nullable List<ScaleTarget> targets,
    @Nullable Duration window,
    @Nullable ScaleRate up,
    @Nullable ScaleRate down) {
  public static final Duration WINDOW = Duration.ofSeconds(15);
  private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(10);

  public ScalePolicy {
    if (min < 0 || max < min) {
      throw new IllegalArgumentException("scale wants 0 <= min <= max");
    }
    // What was declared before there were several has one metric, whose name nobody had checked.
    ScaleMetric first = ScaleMetric.of(Objects.requireNonNullElse(metric, "load")).orElse(null);
    targets =
        targets == null
            ? List.of(new ScaleTarget(Objects.requireNonNullElse(first, ScaleMetric.LOAD), target))
            : List.copyOf(targets);
    metric = targets.isEmpty() ? "none" : targets.getFirst().metric().word();
    target = targets.isEmpty() ? 0 : targets.getFirst().value();
    window = Objects.requireNonNullElse(window, WINDOW);
    if (window.compareTo(SHORTEST_WINDOW) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
      throw new IllegalArgumentException("window must be 1s to 10m");
    }
    up = Objects.requireNonNullElse(up, ScaleRate.UP);
    if (down == null) {
      ScaleRate usual = ScaleRate.DOWN;
      down =
          downStabilize == null
              ? usual
              : new ScaleRate(
                  downStabilize, usual.workers(), usual.percent(), usual.period(), usual.select());
    }
    downStabilize = down.stabilize();
    drain = Objects.requireNonNullElse(drain, Duration.ofSeconds(30));
  }

  /** One metric, with the usual window and rates. */
  public ScalePolicy(
      int min, int max, String metric, double target, Duration downStabilize, Duration drain) {
    this(min, max, metric, target, downStabilize, drain, null, null, null, null);
  }

  /** Whether the number of workers follows their load; else operators and requests change it. */
  public boolean followsLoad() {
    return !targets.isEmpty();
  }

  /** With these targets, window and rates; null takes the usual one. */
  public static ScalePolicy of(
      int min,
      int max,
      List<ScaleTarget> targets,
      Duration window,
      ScaleRate up,
      ScaleRate down,
      Duration drain) {
    return new ScalePolicy(min, max, null, 0, null, drain, targets, window, up, down);
  }
}
