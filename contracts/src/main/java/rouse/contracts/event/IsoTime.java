package rouse.contracts.event;

import java.time.Instant;

/**
 * Times as text. In a burst many events have the time of one millisecond, and to write it out again
 * for each costs as much as the rest of a small event.
 */
public final class IsoTime {
  private static volatile Written last = new Written(Instant.EPOCH, Instant.EPOCH.toString());

  private IsoTime() {}

  private record Written(Instant time, String text) {}

  /** ISO 8601 in UTC, as {@link Instant#toString}. */
  public static String text(Instant time) {
    // Threads may take turns in writing it: each reads time and text together.
    Written written = last;
    if (!written.time.equals(time)) {
      written = new Written(time, time.toString());
      last = written;
    }
    return written.text;
  }
}
