package rouse.executor.bootstrap;

import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces an observer that has stopped observing, which nobody else would notice. */
final class ObserverKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverKeeper.class);
  private static final long EVERY_MS = 1_000;
  private final BooleanSupplier ticks;
  private final ObserverPatience patience;
  private final Supplier<ObserverWord> word;
  private final Runnable replace;
  private final Runnable leave;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-keeper").factory());

  /**
   * @param ticks looks whether any was written; throws what Kafka throws when it does not answer
   * @param word what the observer says of itself
   * @param replace what to do when it has stopped observing
   * @param leave what to do when it observes or is about to, as it may again before it was replaced
   */
  ObserverKeeper(
      BooleanSupplier ticks,
      ObserverPatience patience,
      Supplier<ObserverWord> word,
      Runnable replace,
      Runnable leave,
      InstantSource clock) {
    this.ticks = ticks;
    this.patience = patience;
    this.word = word;
    this.replace = replace;
    this.leave = leave;
    this.clock = clock;
  }

  void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** One look, as the timer takes every second. One that fails must not be the last. */
  void look() {
    try {
      judge();
    } catch (RuntimeException e) {
      LOG.error("cannot look after the observer; trying again", e);
    }
  }

  private void judge() {
    boolean answers = false;
    boolean ticked = false;
    try {
      ticked = ticks.getAsBoolean();
      answers = true;
    } catch (KafkaException e) {
      LOG.debug("cannot look for ticks: {}", e.getMessage());
    }
    switch (patience.judge(clock.instant(), answers, ticked, word.get())) {
      case STOPPED -> {
        LOG.warn("the observer has stopped observing; it is replaced");
        replace.run();
      }
      case AT_WORK -> leave.run();
      case WAITED_FOR -> LOG.debug("the observer does not observe yet");
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
