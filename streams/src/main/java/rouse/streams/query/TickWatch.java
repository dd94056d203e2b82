package rouse.streams.query;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Whether ticks flow. The broker's clock may differ from ours, so a tick is not compared with our
 * time: it has to be another than the last one that we saw, within a few seconds of ours.
 */
public final class TickWatch {
  private static final Duration STALE = Duration.ofSeconds(5);
  private final LongSupplier nanoTime;
  private final Map<Integer, Seen> seen = new HashMap<>();

  /** The newest tick of a partition and when we first saw it. */
  private record Seen(Instant tick, long sinceNanos) {}

  /**
   * @param nanoTime {@code System::nanoTime}
   */
  public TickWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes note of the newest ticks and names the partitions where they stand still. */
  public synchronized List<Integer> standingStill(Map<Integer, Instant> newestTicks) {
    long now = nanoTime.getAsLong();
    seen.keySet().retainAll(newestTicks.keySet());
    newestTicks.forEach(
        (partition, tick) ->
            seen.compute(
                partition,
                (p, old) -> old != null && old.tick().equals(tick) ? old : new Seen(tick, now)));
    return seen.entrySet().stream()
        .filter(entry -> now - entry.getValue().sinceNanos() > STALE.toNanos())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }
}
