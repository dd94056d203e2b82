package rouse.streams.query;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import rouse.contracts.event.Nullable;
import rouse.contracts.status.Missing;

/**
 * What some partitions of the heartbeat log say of a platform.
 *
 * @param signs by heartbeat key: {@code <platform>/<module>/<slot>} or {@code
 *     host/<host>/<platform>}
 * @param partitions how the observer fares, by partition
 * @param missing observers that did not tell; their partitions are not among these
 */
public record LivenessShare(
    Map<String, Sign> signs, Map<Integer, Watch> partitions, List<Missing> missing) {

  /**
   * The life of an instance or host.
   *
   * @param lastHeard broker time of its last beat; null when it never beat
   * @param bars beats in the newest windows of log time, the oldest first
   */
  public record Sign(@Nullable Instant lastHeard, long incarnation, List<Integer> bars) {}

  /**
   * The observer of a partition.
   *
   * @param state {@code watching}, {@code blind} or {@code restoring}
   * @param newestTick broker time of the newest tick that was read; null before the first
   */
  public record Watch(String state, @Nullable Instant newestTick) {}

  public LivenessShare {
    signs = signs == null ? Map.of() : Map.copyOf(signs);
    partitions = partitions == null ? Map.of() : Map.copyOf(partitions);
    missing = missing == null ? List.of() : List.copyOf(missing);
  }

  /** What one observer knows. */
  public LivenessShare(Map<String, Sign> signs, Map<Integer, Watch> partitions) {
    this(signs, partitions, List.of());
  }

  /** What all observers that told know together. */
  static LivenessShare of(ScatterGather<LivenessShare> all) {
    LivenessShare told =
        all.told().stream().reduce(new LivenessShare(Map.of(), Map.of()), LivenessShare::and);
    return new LivenessShare(told.signs, told.partitions, all.missing());
  }

  /** Both shares; what is in both, as while a partition moves, is taken from the newer. */
  LivenessShare and(LivenessShare other) {
    return new LivenessShare(
        union(signs, other.signs, (a, b) -> isNewer(a.lastHeard(), b.lastHeard()) ? a : b),
        union(
            partitions,
            other.partitions,
            (a, b) -> isNewer(a.newestTick(), b.newestTick()) ? a : b));
  }

  private static boolean isNewer(Instant one, Instant other) {
    return other == null || (one != null && one.isAfter(other));
  }

  private static <K, V> Map<K, V> union(Map<K, V> one, Map<K, V> other, BinaryOperator<V> choose) {
    Map<K, V> both = new HashMap<>(one);
    other.forEach((key, value) -> both.merge(key, value, choose));
    return both;
  }
}
