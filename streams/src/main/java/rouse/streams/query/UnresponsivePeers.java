package rouse.streams.query;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Who did not answer a moment ago. An answer is put together from many questions to the same
 * instances, and one that hangs would be waited for with each of them.
 */
final class UnresponsivePeers {
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private final LongSupplier nanos;
  private final Map<String, Long> since = new ConcurrentHashMap<>();

  /**
   * @param nanos a clock that nobody sets
   */
  UnresponsivePeers(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void add(String instance) {
    since.put(instance, nanos.getAsLong());
  }

  boolean isSilent(String instance) {
    long now = nanos.getAsLong();
    since.values().removeIf(then -> now - then > MOMENT.toNanos());
    return since.containsKey(instance);
  }
}
