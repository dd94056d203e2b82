package rouse.executor.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import rouse.contracts.platform.InstanceId;

/**
 * Spreads the starts of containers, in the order of their commands. An engine is at work with its
 * processors while it starts one: several starts begun at one moment all end late, together, and
 * whatever waits for the first of them waits for all. So while one is under way the next begins
 * when one has ended, or a part of a start's usual duration after the one before, with as many
 * parts as the machine has processors: about as many are under way as it can do at once. It is what
 * pacing does for packets when a window begins (Zhang, Shenker and Clark, 1991), and
 * acknowledgements do later on.
 *
 * <p>Times are those of {@link System#nanoTime}.
 */
final class StartPacer {
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

  StartPacer(int processors) {
    this(processors, PATIENCE);
  }

  /**
   * @param patience for so long after its order a start may be waited for by those after it
   */
  StartPacer(int processors, Duration patience) {
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
    long begun = takeTurn(instance);
    try {
      start.run();
    } finally {
      end(System.nanoTime(), begun);
    }
  }

  private synchronized long takeTurn(InstanceId instance) {
    try {
      long left = left(instance, System.nanoTime());
      while (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = left(instance, System.nanoTime());
      }
    } catch (InterruptedException e) {
      // It is this host that ends: the engine's call finds out.
      Thread.currentThread().interrupt();
    }
    long now = System.nanoTime();
    begin(now);
    leave(instance);
    return now;
  }

  /** How long it has to wait when nothing else happens; nanoseconds, no more than none: go. */
  synchronized long left(InstanceId instance, long now) {
    ordered.values().removeIf(at -> now - at >= patience);
    if (ordered.containsKey(instance)) {
      Map.Entry<InstanceId, Long> first = ordered.entrySet().iterator().next();
      if (!first.getKey().equals(instance)) {
        return first.getValue() + patience - now;
      }
    }
    return underWay == 0 ? 0 : next - now;
  }

  synchronized void begin(long now) {
    underWay++;
    next = now + usual / processors;
  }

  /** One that was begun then has ended, well or not. */
  synchronized void end(long now, long begun) {
    underWay--;
    next = now;
    usual = (usual + Math.min(now - begun, LONGEST)) / 2;
    notifyAll();
  }
}
