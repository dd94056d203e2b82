package rouse.executor.docker.watch;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import rouse.executor.docker.engine.Engine;

/**
 * The engine's clock, as far as it differs from ours. Events carry its times, and it answers a
 * question for events up to a time when its own clock shows that time: asked by a clock that is
 * ahead, it would not answer before.
 */
final class EngineClock implements InstantSource {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private final Engine engine;
  private final InstantSource ours;
  private volatile Duration ahead = Duration.ZERO;

  /**
   * @param ours the clock of this process
   */
  EngineClock(Engine engine, InstantSource ours) {
    this.engine = engine;
    this.ours = ours;
  }

  /** Asks the engine what time it is. */
  void compare() {
    String told = engine.call("ask for its time", LOOK, c -> c.infoCmd().exec().getSystemTime());
    // An answer is on its way for a while, so this is behind rather than ahead.
    ahead = Duration.between(ours.instant(), parsed(told));
  }

  private Instant parsed(String told) {
    try {
      return told == null ? ours.instant() : OffsetDateTime.parse(told).toInstant();
    } catch (DateTimeException strange) {
      return ours.instant();
    }
  }

  @Override
  public Instant instant() {
    return ours.instant().plus(ahead);
  }
}
