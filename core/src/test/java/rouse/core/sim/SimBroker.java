package rouse.core.sim;

import java.time.Instant;
import java.util.Random;

/** The broker: whether it can be reached, and what its clock shows. */
final class SimBroker {
  private long shift = Instant.parse("2026-01-31T00:00:00Z").toEpochMilli();
  private long awayUntil;

  boolean isUp(long now) {
    return now >= awayUntil;
  }

  /** When clients that found nobody have found it again. */
  long reached(Random random) {
    return awayUntil + random.nextInt(9_000);
  }

  void leave(long until) {
    awayUntil = Math.max(awayUntil, until);
  }

  /** Somebody sets its clock, or another broker leads. */
  void set(long by) {
    shift += by;
  }

  /** Log time. */
  long stamp(long now) {
    return now + shift;
  }
}
