package rouse.executor.bootstrap;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the observer has stopped observing: the broker answers, and for some time no tick was
 * read, or the observer itself said that it cannot judge. While the broker does not answer nothing
 * is held against it.
 */
final class ObserverPatience {
  private final Duration silence;
  private final Duration startup;
  private Instant goodUntil;

  /**
   * @param silence of this length means that it has stopped
   * @param startup what it has after a start, or after the broker came back
   */
  ObserverPatience(Duration silence, Duration startup) {
    this.silence = silence;
    this.startup = startup;
  }

  /**
   * One look.
   *
   * @param ready its own word; true when it gives none
   * @return whether it has stopped; it then gets its startup time anew
   */
  boolean isOver(Instant now, boolean brokerAnswers, boolean ticked, boolean ready) {
    if (!brokerAnswers) {
      goodUntil = null;
      return false;
    }
    if (goodUntil == null) {
      goodUntil = now.plus(startup);
    }
    if (ticked && ready) {
      goodUntil = now.plus(silence);
    }
    if (now.isBefore(goodUntil)) {
      return false;
    }
    goodUntil = now.plus(startup);
    return true;
  }
}
