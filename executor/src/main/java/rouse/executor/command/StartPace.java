package rouse.executor.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import rouse.contracts.platform.InstanceId;

/**
 * Spreads the starts of containers, in the order of their commands. An engine is at work with its
 * processors while it starts one: several starts begun at one moment all end late, together, and
 * whatever waits for the first of them waits for all. So while one is under way the next begins a
 * part of a start's usual duration later, with as many parts as the machine has processors: as many
 * are under way as it can do at once, none is slowed by more, and the last ends no later. It is
 * what pacing does for packets (Zhang, Shenker and Clark, 1991): one window's worth in a round
 * trip, evenly.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class StartPace {
  private static final long FIRST_GUESS = Duration.ofMillis(200).toNanos();

  /** One that hangs says nothing about the others. */
  private static final long LONGEST = Duration.ofSeconds(1).toNanos();

  /** Enough to create a container, and no time to build its image. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final int processors;
  private final long patience;
  private final Map<InstanceId, Long> ordered = new LinkedHashMap<>();
  private long usual = FIRST_GUESS;
  private long next;
  private int underWay;

  StartPace(int processors) {
    this(processors, PATIENCE);
  }

  /**
   * @param patience for so long after its order a start may be waited for by those after it
   */
  StartPace(int processors, Duration patience) {
    this.processors = Math.max(1, processors);
    this.patience = patience.toNanos();
  }

  /** Its start was ordered, after all those that were ordered before. */
  synchronized void order(InstanceId instance) {
    ordered.putIfAbsent(instance, System.nanoTime());
  }

  /** Its order is over, whether it was started or not. */
  synchronized void leave(InstanceId instance) {
    ordered.remove(instance);
    notifyAll();
  }

  /** Starts it in its turn, and returns when it is started. */
  void start(InstanceId instance, Runnable start) {
    try {
      TimeUnit.NANOSECONDS.sleep(turn(instance));
    } catch (InterruptedException e) {
      // It is this host that ends: the engine's call finds out.
      Thread.currentThread().interrupt();
    }
    long begun = System.nanoTime();
    try {
      start.run();
    } finally {
      end(System.nanoTime() - begun);
    }
  }

  private synchronized long turn(InstanceId instance) throws InterruptedException {
    try {
      for (long left = others(instance); left > 0; left = others(instance)) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } finally {
      leave(instance);
    }
    return begin(System.nanoTime());
  }

  /** How long who was ordered before it may still be waited for; nanoseconds. */
  private long others(InstanceId instance) {
    long now = System.nanoTime();
    ordered.values().removeIf(at -> now - at >= patience);
    if (!ordered.containsKey(instance)) {
      return 0;
    }
    Map.Entry<InstanceId, Long> first = ordered.entrySet().iterator().next();
    return first.getKey().equals(instance) ? 0 : first.getValue() + patience - now;
  }

  /** A start is due now; nanoseconds after which it may begin. */
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
