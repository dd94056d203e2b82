package rouse.executor.bootstrap;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the observer has stopped observing: the broker answers, and for some time no tick was
 * read, or the observer itself said that it cannot judge. While the broker does not answer nothing
 * is held against it. One that reads its state back is waited for as long as it gets on with it:
 * its successor would have to begin anew, and would not get there either.
 */
final class ObserverPatience {
  private final Duration silence;
  private final Duration startup;
  private Instant goodUntil;
  private long left = Long.MAX_VALUE;

  /** What one look leads to. */
  enum Verdict {
    /** It observes, or gets nearer to it. */
    AT_WORK,
    /** It does not, and may yet. */
    WAITED_FOR,
    /** It has stopped. */
    STOPPED
  }

  /**
   * @param silence of this length means that it has stopped
   * @param startup what it has after a start, or after the broker came back, or after it last got
   *     on with reading its state back
   */
  ObserverPatience(Duration silence, Duration startup) {
    this.silence = silence;
    this.startup = startup;
  }

  /** One look. An observer that has stopped gets its startup time anew. */
  Verdict judge(Instant now, boolean brokerAnswers, boolean ticked, ObserverWord word) {
    // Noted at each look, also while the broker is away: what is compared are neighbours.
    boolean getsOn = word instanceof ObserverWord.Busy busy && getsOn(busy.restoring().left());
    if (!brokerAnswers) {
      goodUntil = null;
      return Verdict.WAITED_FOR;
    }
    if (ticked && word instanceof ObserverWord.Well) {
      left = Long.MAX_VALUE;
      goodUntil = now.plus(silence);
      return Verdict.AT_WORK;
    }
    if (getsOn) {
      goodUntil = now.plus(startup);
      return Verdict.AT_WORK;
    }
    if (goodUntil == null) {
      goodUntil = now.plus(startup);
    }
    if (now.isBefore(goodUntil)) {
      return Verdict.WAITED_FOR;
    }
    goodUntil = now.plus(startup);
    return Verdict.STOPPED;
  }

  /** Less is left than before. More, when it is another container or another store begins. */
  private boolean getsOn(long leftNow) {
    boolean less = leftNow < left;
    left = leftNow;
    return less;
  }
}
