package rouse.core.check;

import java.time.Duration;
import java.time.Instant;

/** When nobody decided. */
record SimAway(Instant from, Instant to) {
  /** Whether this was missed, by so much that it was read late. */
  boolean covers(Instant deadline) {
    return deadline.isAfter(from) && deadline.isBefore(to.minus(Duration.ofSeconds(2)));
  }

  /** How much of it lies between the two. */
  Duration within(Instant begin, Instant end) {
    Instant first = begin.isAfter(from) ? begin : from;
    Instant last = end.isBefore(to) ? end : to;
    return first.isBefore(last) ? Duration.between(first, last) : Duration.ZERO;
  }

  SimAway plus(Duration by) {
    return new SimAway(from.plus(by), to.plus(by));
  }
}
