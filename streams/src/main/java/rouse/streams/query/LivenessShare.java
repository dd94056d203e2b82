package rouse.streams.query;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What some partitions of the heartbeat log say of a platform.
 *
 * @param lastHeard broker time of the last beat, by heartbeat key (instance or {@code host/<id>})
 * @param ticks broker time of the newest tick that was read, by partition
 */
public record LivenessShare(Map<String, Instant> lastHeard, Map<Integer, Instant> ticks) {
  public static final LivenessShare EMPTY = new LivenessShare(Map.of(), Map.of());

  public LivenessShare {
    lastHeard = Map.copyOf(lastHeard);
    ticks = Map.copyOf(ticks);
  }

  /** Both shares; what is in both is taken from the newer. */
  public LivenessShare and(LivenessShare other) {
    return new LivenessShare(newer(lastHeard, other.lastHeard), newer(ticks, other.ticks));
  }

  private static <K> Map<K, Instant> newer(Map<K, Instant> one, Map<K, Instant> other) {
    Map<K, Instant> both = new HashMap<>(one);
    other.forEach((key, time) -> both.merge(key, time, (a, b) -> a.isAfter(b) ? a : b));
    return both;
  }
}
