package rouse.executor.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Wall-clock time that never goes back: what somebody does to the clock moves no timer. */
final class ForwardClock implements InstantSource {
  private final InstantSource wallClock;
  private final Instant base;
  private final long began = System.nanoTime();

  ForwardClock(InstantSource wallClock) {
    this.wallClock = wallClock;
    this.base = wallClock.instant();
  }

  @Override
  public Instant instant() {
    return base.plusNanos(System.nanoTime() - began);
  }

  /** By the wall clock as it is set now, for whoever goes by that one. */
  Instant byWallClock(Instant time) {
    return wallClock.instant().plus(Duration.between(instant(), time));
  }
}
