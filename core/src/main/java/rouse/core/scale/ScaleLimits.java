package rouse.core.scale;

import java.time.Instant;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.core.state.ModuleScaling;
import rouse.core.text.ReasonNumbers;

/**
 * How much of a recommendation takes effect now: stabilisation, then the rates, then minimum and
 * maximum, as Kubernetes' HPA v2 has it.
 */
public final class ScaleLimits {
  /**
   * The number of workers that is allowed.
   *
   * @param bound what kept it from the recommendation; null when nothing did
   */
  public record Allowed(int replicas, String bound) {
    /** The bound in words; empty when there is none. */
    public String boundText(ScalePolicy policy) {
      return switch (bound) {
        case null -> "";
        case "max" -> "the file allows %d at most".formatted(policy.max());
        case "min" -> "the file wants %d at least".formatted(policy.min());
        case "disabled" -> "the file allows no change in this direction";
        case "stabilize" ->
            "a change has to last before it is made (up %s, down %s)"
                .formatted(
                    ReasonNumbers.duration(policy.up().stabilize()),
                    ReasonNumbers.duration(policy.down().stabilize()));
        default -> "the file bounds how fast the number changes";
      };
    }
  }

  private ScaleLimits() {}

  /**
   * Applies the limits.
   *
   * @param history with the recommendation of now
   */
  public static Allowed allow(
      ScalePolicy policy, ModuleScaling history, int current, int recommended, Instant at) {
    int stable = stabilized(history, current);
    if (stable > current) {
      int byRate = Math.max(current, upLimit(policy.up(), history, current, at));
      return lowest(stable, recommended, byRate, policy.max(), bound(policy.up()));
    }
    if (stable < current) {
      int byRate = Math.min(current, downLimit(policy.down(), history, current, at));
      return highest(stable, recommended, byRate, policy.min(), bound(policy.down()));
    }
    String bound = recommended == current ? null : "stabilize";
    return new Allowed(current, bound);
  }

  private static String bound(ScaleRate rate) {
    return rate.select() == ScaleRate.Select.DISABLED ? "disabled" : "rate";
  }

  private static Allowed lowest(int stable, int recommended, int byRate, int max, String rate) {
    int allowed = Math.min(stable, Math.min(byRate, max));
    String bound =
        allowed == recommended
            ? null
            : allowed == stable ? "stabilize" : allowed == max ? "max" : rate;
    return new Allowed(allowed, bound);
  }

  private static Allowed highest(int stable, int recommended, int byRate, int min, String rate) {
    int allowed = Math.max(stable, Math.max(byRate, min));
    String bound =
        allowed == recommended
            ? null
            : allowed == stable ? "stabilize" : allowed == min ? "min" : rate;
    return new Allowed(allowed, bound);
  }

  /** Up to the lowest recommendation of a time, down to the highest; histories hold just those. */
  private static int stabilized(ModuleScaling history, int current) {
    int up = history.lows().getFirst().replicas();
    int down = history.highs().getFirst().replicas();
    return Math.min(Math.max(current, up), down);
  }

  private static int upLimit(ScaleRate rate, ModuleScaling history, int current, Instant at) {
    int start = current - history.changedWithin(rate.period(), at);
    Integer byCount = rate.workers() == null ? null : start + rate.workers();
    Integer byShare =
        rate.percent() == null ? null : (int) Math.ceilDiv(start * (100L + rate.percent()), 100L);
    return select(rate, current, byCount, byShare, true);
  }

  private static int downLimit(ScaleRate rate, ModuleScaling history, int current, Instant at) {
    int start = current - history.changedWithin(rate.period(), at);
    Integer byCount = rate.workers() == null ? null : start - rate.workers();
    Integer byShare = rate.percent() == null ? null : (int) (start * (100L - rate.percent()) / 100);
    return select(rate, current, byCount, byShare, false);
  }

  /**
   * Without any bound, nothing bounds it; the one that allows more is the lower one on the way
   * down.
   */
  private static int select(ScaleRate rate, int current, Integer one, Integer other, boolean up) {
    if (rate.select() == ScaleRate.Select.DISABLED) {
      return current;
    }
    if (one == null || other == null) {
      Integer only = one == null ? other : one;
      return only != null ? only : up ? Integer.MAX_VALUE : 0;
    }
    boolean higher = (rate.select() == ScaleRate.Select.MAX) == up;
    return higher ? Math.max(one, other) : Math.min(one, other);
  }
}
