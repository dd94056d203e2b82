package rouse.streams.action;

import java.time.Instant;

/**
 * Log times as text. Of a burst, many records have the same millisecond, and to write one costs as
 * much as the rest of a display. For one thread.
 */
final class LogTimes {
  private long last;
  private String text = Instant.EPOCH.toString();

  /**
   * ISO 8601 in UTC.
   *
   * @param at milliseconds since 1970
   */
  String text(long at) {
    if (at != last) {
      last = at;
      text = Instant.ofEpochMilli(at).toString();
    }
    return text;
  }
}
