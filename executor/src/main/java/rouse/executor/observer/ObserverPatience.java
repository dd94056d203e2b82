package rouse.executor.observer;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether the observer has stopped observing: the broker answers, and for some time no tick was
 * read, or the observer itself said that it cannot judge. While the broker does not answer, or
 * somebody has it paused, nothing is held against it. One that reads its state back is waited for
 * as long as it gets on with it: its successor would have to begin anew, and would not get there
 * either.
 *
 * <p>Time is that of a clock that nobody sets, in nanoseconds.
 */
public final class ObserverPatience {
  /** Fewer looks than this prove nothing: one may take as long as the silence, or be late by it. */
  private static final int LOOKS = 3;

  private final Duration silence;
  private final Duration startup;
  private Optional<ContainerRun> run = Optional.empty();
  private boolean anew = true;
  private long since;
  private Duration allowed = Duration.ZERO;
  private int inVain;
  private long left = Long.MAX_VALUE;

  /** What one look leads to. */
  public enum Verdict {
    /** It ticks, and says nothing against itself. */
    OBSERVES,
    /** It gets nearer to it. */
    GETS_ON,
    /** The broker does not answer: nothing can be said of it. */
    BROKER_AWAY,
    /** It does not observe, and may yet. */
    WAITED_FOR,
    /** It has stopped. */
    STOPPED
  }

  /**
   * @param silence of this length means that it has stopped
   * @param startup what it has after a start, or after the broker came back, or after it last got
   *     on with reading its state back
   */
  public ObserverPatience(Duration silence, Duration startup) {
    this.silence = silence;
    this.startup = startup;
  }

  /**
   * One look, at its end. An observer that has stopped gets its startup time anew, and so does each
   * new run of it.
   */
  Verdict judge(long now, boolean brokerAnswers, boolean ticked, ObserverSnapshot seen) {
    boolean another = seen.run().isPresent() && !seen.run().equals(run);
    if (another) {
      run = seen.run();
      anew = true;
      left = Long.MAX_VALUE;
    }
    // Noted at each look, also while the broker is away: what is compared are neighbours.
    boolean getsOn = seen.word() instanceof ProbeResult.Busy busy && getsOn(busy);
    if (!brokerAnswers || seen.word() instanceof ProbeResult.Paused) {
      anew = true;
      return Verdict.BROKER_AWAY;
    }
    // What ticked in the look that shows another run may have been the one before it.
    if (ticked && !another && seen.word() instanceof ProbeResult.Well) {
      left = Long.MAX_VALUE;
      return allow(silence, now, Verdict.OBSERVES);
    }
    if (getsOn) {
      return allow(startup, now, Verdict.GETS_ON);
    }
    if (anew) {
      return allow(startup, now, Verdict.WAITED_FOR);
    }
    inVain++;
    // Without a container there is nobody to accuse: it has ended, and was told so, or was stopped.
    boolean over = now - since >= allowed.toNanos() && inVain >= LOOKS && seen.run().isPresent();
    return over ? allow(startup, now, Verdict.STOPPED) : Verdict.WAITED_FOR;
  }

  private Verdict allow(Duration time, long now, Verdict verdict) {
    anew = false;
    since = now;
    allowed = time;
    inVain = 0;
    return verdict;
  }

  /** Less is left than before. More, when another store begins. */
  private boolean getsOn(ProbeResult.Busy busy) {
    boolean less = busy.restoring().left() < left;
    left = busy.restoring().left();
    return less;
  }
}
