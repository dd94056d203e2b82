package rouse.executor.docker.watch;

import java.time.Duration;
import java.time.Instant;

/** Whether somebody else stops what fills a slot, or has stopped what filled it last. */
public enum StopStatus {
  /** It runs, and nobody told it to stop. */
  NOT_ASKED,

  /** It was told to stop and may take its time, or has ended and it is not known yet how. */
  UNDER_WAY,

  /** It was told to stop longer ago than that takes, and runs. */
  OVERDUE,

  /** Somebody stopped it. */
  DONE,

  /** Nothing runs, and nobody stopped it. */
  GONE;

  /** A stop may take its grace, and so much more until it is known to be none. */
  private static final Duration MARGIN = Duration.ofSeconds(15);

  /** What that is of one that was told to stop and runs. */
  static StopStatus since(Instant told, Duration grace, Instant now) {
    return now.isBefore(told.plus(grace).plus(MARGIN)) ? UNDER_WAY : OVERDUE;
  }
}
