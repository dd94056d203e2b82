package rouse.executor.bootstrap;

import java.time.Duration;

/** The run of an instance that was last told of. */
final class LastRun {
  private long incarnation;
  private long since;
  private boolean over;

  /**
   * @param since in nanoseconds of a clock that nobody sets
   */
  LastRun(long incarnation, long since) {
    started(incarnation, since);
  }

  void started(long incarnation, long at) {
    this.incarnation = incarnation;
    this.since = at;
    this.over = false;
  }

  void ended() {
    over = true;
  }

  /** Whether one with this incarnation, told of now, is another. */
  boolean isNot(long incarnation) {
    return over || incarnation > this.incarnation;
  }

  boolean hasLasted(Duration time, long now) {
    return !over && now - since >= time.toNanos();
  }
}
