package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.ScalePolicy;

/**
 * What is remembered of a module whose number of workers follows its load.
 *
 * @param observedTo end of the last window that was taken in
 * @param highs recommendations that nothing later has exceeded: the first one within a time is its
 *     highest
 * @param lows recommendations that nothing later has gone below
 * @param changes what load changed lately, for the bounds of the rates
 * @param said causes for which it was said that the number stays, since it last changed
 * @param load numbers of the last window; null before the first
 * @param last what was last decided; null when nothing was
 */
public record ModuleScaling(
    @Nullable Instant observedTo,
    List<Recommendation> highs,
    List<Recommendation> lows,
    List<Change> changes,
    List<String> said,
    @Nullable LoadNumbers load,
    @Nullable Last last) {
  public static final ModuleScaling NONE =
      new ModuleScaling(null, List.of(), List.of(), List.of(), List.of(), null, null);

  /** What is read again after a crash is not older than this. */
  private static final Duration OLDEST_REPEAT = Duration.ofMinutes(10);

  /** How many workers the load of a window asked for. */
  public record Recommendation(Instant at, int replicas) {}

  /** By how many workers the number changed. */
  public record Change(Instant at, int by) {}

  /** A scaling decision. */
  public record Last(String decisionId, Instant at, String text) {}

  public ModuleScaling {
    highs = List.copyOf(highs);
    lows = List.copyOf(lows);
    changes = List.copyOf(changes);
    said = List.copyOf(said);
  }

  /**
   * A window was taken in. Of the first one, the number that there is counts as recommended as
   * well: who has just begun to look retires nobody at once.
   *
   * @param current how many workers are wanted
   */
  public ModuleScaling observed(
      ScalePolicy policy,
      Instant to,
      Instant at,
      int current,
      int recommended,
      LoadNumbers numbers) {
    List<Recommendation> before = List.of(new Recommendation(at, current));
    Recommendation now = new Recommendation(at, recommended);
    Duration longest =
        policy.up().period().compareTo(policy.down().period()) > 0
            ? policy.up().period()
            : policy.down().period();
    return new ModuleScaling(
        to,
        push(
            highs.isEmpty() ? before : highs, now, policy.down().stabilize(), r -> r > recommended),
        push(lows.isEmpty() ? before : lows, now, policy.up().stabilize(), r -> r < recommended),
        changes.stream().filter(c -> c.at().isAfter(at.minus(longest))).toList(),
        said,
        numbers,
        last);
  }

  /** Those that are not yet over, and that the new one does not make needless. */
  private static List<Recommendation> push(
      List<Recommendation> earlier, Recommendation now, Duration lasts, IntPredicate beats) {
    List<Recommendation> kept = new ArrayList<>();
    Instant over = now.at().minus(lasts);
    earlier.stream()
        .filter(r -> r.at().isAfter(over) && beats.test(r.replicas()))
        .forEach(kept::add);
    kept.add(now);
    return kept;
  }

  /** Whether a window is one that was taken in; a clock that was set back begins anew. */
  public boolean hasTakenIn(Instant to) {
    return observedTo != null
        && !to.isAfter(observedTo)
        && to.isAfter(observedTo.minus(OLDEST_REPEAT));
  }

  /** Its number changed. */
  public ModuleScaling scaled(Instant at, int by, boolean byLoad, Last decided) {
    List<Change> all =
        byLoad ? Stream.concat(changes.stream(), Stream.of(new Change(at, by))).toList() : changes;
    return new ModuleScaling(observedTo, highs, lows, all, List.of(), load, decided);
  }

  /** It was said that its number stays. */
  public ModuleScaling held(String cause, Last decided) {
    List<String> all = Stream.concat(said.stream(), Stream.of(cause)).distinct().toList();
    return new ModuleScaling(observedTo, highs, lows, changes, all, load, decided);
  }

  /** What it was held for is over: should it come again, it is said again. */
  public ModuleScaling noLonger(List<String> causes) {
    List<String> left = said.stream().filter(c -> !causes.contains(c)).toList();
    return new ModuleScaling(observedTo, highs, lows, changes, left, load, last);
  }

  /** By how much load changed the number in the time up to {@code at}. */
  public int changedWithin(Duration period, Instant at) {
    return changes.stream()
        .filter(c -> c.at().isAfter(at.minus(period)))
        .mapToInt(Change::by)
        .sum();
  }
}
