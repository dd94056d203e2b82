package rouse.executor.docker;

import java.time.Duration;

/**
 * Spreads the starts of containers. An engine is at work with its processors while it starts one:
 * several starts begun at one moment all end late, together, and whatever waits for the first of
 * them waits for all. So while one is under way the next begins a part of a start's usual duration
 * later, with as many parts as the machine has processors: as many are under way as it can do at
 * once, none is slowed by more, and the last ends no later. It is what pacing does for packets
 * (Zhang, Shenker and Clark, 1991): one window's worth in a round trip, evenly.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class StartPace {
  private static final long FIRST_GUESS = Duration.ofMillis(200).toNanos();

  /** One that hangs says nothing about the others. */
  private static final long LONGEST = Duration.ofSeconds(1).toNanos();

  private final int processors;
  private long usual = FIRST_GUESS;
  private long next;
  private int underWay;

  StartPace(int processors) {
    this.processors = Math.max(1, processors);
  }

  /** A start is wanted now; nanoseconds after which it may begin. */
  synchronized long begin(long now) {
    long at = underWay == 0 || next - now < 0 ? now : next;
    next = at + usual / processors;
    underWay++;
    return at - now;
  }

  /** It has ended, one way or the other, so many nanoseconds after it began. */
  synchronized void end(long took) {
    underWay--;
    usual = (usual + Math.min(took, LONGEST)) / 2;
  }
}
