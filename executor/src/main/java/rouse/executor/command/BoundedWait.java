package rouse.executor.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A command waits for something, and not for longer than it is good for. */
public final class BoundedWait {
  private BoundedWait() {}

  /**
   * Waits.
   *
   * @return whether there was time for it before the deadline, and is some left, and nobody closes
   *     this executor
   */
  public static boolean within(Clock clock, Duration length, Instant deadline) {
    if (clock.instant().plus(length).isAfter(deadline)) {
      return false;
    }
    try {
      Thread.sleep(length);
      // Over by now on a busy host: then what was waited for is the reason, not that it is old.
      return !clock.instant().isAfter(deadline);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
