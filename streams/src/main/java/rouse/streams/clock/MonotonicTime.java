package rouse.streams.clock;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.utils.Time;

/**
 * The machine's time at the start, moved on by its monotonic clock. Kafka Streams times its
 * punctuations by the wall clock; one that is set back by an hour would stop ticks, marks and
 * timers for an hour.
 */
public final class MonotonicTime implements Time {
  private final long startMs;
  private final LongSupplier nanos;
  private final long startNanos;

  /** Begins with the time that the machine shows now. */
  public MonotonicTime() {
    this(System.currentTimeMillis(), System::nanoTime);
  }

  MonotonicTime(long startMs, LongSupplier nanos) {
    this.startMs = startMs;
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public long milliseconds() {
    return startMs + TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - startNanos);
  }

  @Override
  public long nanoseconds() {
    return nanos.getAsLong();
  }

  @Override
  public void sleep(long ms) {
    Time.SYSTEM.sleep(ms);
  }

  @Override
  public void waitObject(Object monitor, Supplier<Boolean> condition, long deadlineMs)
      throws InterruptedException {
    synchronized (monitor) {
      while (!condition.get()) {
        long left = deadlineMs - milliseconds();
        if (left <= 0) {
          throw new TimeoutException("the condition did not hold in time");
        }
        monitor.wait(left);
      }
    }
  }
}
