package rouse.contracts.topic;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices when the machine's clock was set back. Kafka's clients time their heartbeats, their
 * requests for metadata and their reconnections by that clock, and a timer of theirs stands still
 * until the clock is again where it was. A consumer is then put out of its group again and again,
 * for as long as the clock was set back by. New clients have new timers.
 */
public final class ClockStep {
  /** Less is made up for soon: a session lasts longer. */
  private static final long LEAST_MS = 1_000;

  private static final long TOO_LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LongSupplier wallMillis;
  private final LongSupplier nanos;
  private long difference = Long.MIN_VALUE / 2;

  public ClockStep() {
    this(System::currentTimeMillis, System::nanoTime);
  }

  public ClockStep(LongSupplier wallMillis, LongSupplier nanos) {
    this.wallMillis = wallMillis;
    this.nanos = nanos;
    wentBack();
  }

  /** Since the last call that could tell, or since this was made. */
  public boolean wentBack() {
    long start = nanos.getAsLong();
    long wall = wallMillis.getAsLong();
    if (nanos.getAsLong() - start > TOO_LONG_NANOS) {
      // The thread was stopped between the two clocks: they cannot be compared.
      return false;
    }
    long now = wall - TimeUnit.NANOSECONDS.toMillis(start);
    boolean back = now < difference - LEAST_MS;
    difference = now;
    return back;
  }
}
