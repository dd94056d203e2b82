package rouse.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket for each address. Bounded: of very many callers the one that called longest ago
 * starts afresh.
 */
public final class RateLimit {
  private static final int MOST_CALLERS = 1_000;
  private static final float LOAD_FACTOR = 0.75f;
  private final int burst;
  private final long nanosPerCall;
  private final LongSupplier nanos;
  private final Map<InetAddress, Bucket> buckets = new LinkedHashMap<>(16, LOAD_FACTOR, true);

  /** How many calls were left, and when. */
  private record Bucket(double left, long at) {}

  /**
   * @param burst calls at once
   * @param perCall time after which one more is allowed
   */
  public RateLimit(int burst, Duration perCall) {
    this(burst, perCall, System::nanoTime);
  }

  /**
   * @param nanos a clock that nobody sets
   */
  RateLimit(int burst, Duration perCall, LongSupplier nanos) {
    this.burst = burst;
    this.nanosPerCall = perCall.toNanos();
    this.nanos = nanos;
  }

  /** Whether this caller may call once more now. */
  synchronized boolean allows(InetAddress caller) {
    long now = nanos.getAsLong();
    Bucket before = buckets.getOrDefault(caller, new Bucket(burst, now));
    double left = Math.min(burst, before.left() + (double) (now - before.at()) / nanosPerCall);
    boolean allowed = left >= 1;
    buckets.put(caller, new Bucket(allowed ? left - 1 : left, now));
    if (buckets.size() > MOST_CALLERS) {
      buckets.remove(buckets.keySet().iterator().next());
    }
    return allowed;
  }
}
