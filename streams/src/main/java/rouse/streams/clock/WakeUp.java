package rouse.streams.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/**
 * Wakes a processor once, when it has something to do. A punctuation that repeats would do as well;
 * but Streams commits after each, also when it did nothing, and under exactly-once every commit is
 * a transaction: looking ten times a second made seven of them while nothing happened.
 */
public final class WakeUp {
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

  private final ProcessorContext<?, ?> context;
  private final Consumer<Instant> task;
  private Cancellable scheduled;
  private Instant next;

  /**
   * @param task called with the time; it says itself when it is to be called again
   */
  public WakeUp(ProcessorContext<?, ?> context, Consumer<Instant> task) {
    this.context = context;
    this.task = task;
  }

  /** Calls the task at this time, as near as Streams looks, unless it is called before. */
  public void by(Instant time) {
    if (next != null && !time.isBefore(next)) {
      return;
    }
    cancel();
    next = time;
    Duration wait = Duration.between(Instant.ofEpochMilli(context.currentSystemTimeMs()), time);
    // No interval may be shorter.
    Duration interval = wait.toMillis() < 1 ? Duration.ofMillis(1) : wait;
    scheduled = context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::wake);
  }

  private void wake(long now) {
    cancel();
    Instant time = Instant.ofEpochMilli(now);
    try {
      task.accept(time);
    } catch (RuntimeException e) {
      // Whatever is the matter, the others that wait for the same task must not wait for ever.
      by(time.plus(AFTER_FAILURE));
      throw e;
    }
  }

  private void cancel() {
    if (scheduled != null) {
      scheduled.cancel();
    }
    scheduled = null;
    next = null;
  }
}
