package rouse.streams.clock;

import java.time.Duration;
import java.time.Instant;

/**
 * The broker's clock, as far as it is known here. The times of records are the broker's, and what
 * is due is due by them; the host's own clock may be seconds off. Whoever appends a record and
 * reads it back knows more: it was stamped after it was written and before it was read, so the
 * difference of the clocks lies between two bounds. It is corrected only where it leaves them; a
 * host that keeps the broker's time is never corrected, however long a record is on its way.
 */
public final class BrokerClock {
  private Duration ahead = Duration.ZERO;

  /**
   * One of our own records was read back.
   *
   * @param stamped by the broker
   * @param written and {@code read} by the host's clock
   */
  public void readBack(Instant stamped, Instant written, Instant read) {
    Duration least = Duration.between(read, stamped);
    Duration most = Duration.between(written, stamped);
    if (ahead.compareTo(least) < 0) {
      ahead = least;
    }
    if (ahead.compareTo(most) > 0) {
      ahead = most;
    }
  }

  /** What the host's clock shows when the broker's shows this. */
  public Instant hostTime(Instant log) {
    return log.minus(ahead);
  }
}
