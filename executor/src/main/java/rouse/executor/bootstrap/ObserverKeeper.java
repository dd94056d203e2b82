package rouse.executor.bootstrap;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.log.TickProbe;

/** Replaces an observer that has stopped observing, which nobody else would notice. */
final class ObserverKeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverKeeper.class);
  private static final long EVERY_MS = 1_000;
  private final TickProbe ticks;
  private final ObserverPatience patience;
  private final BooleanSupplier ready;
  private final Runnable replace;
  private final Runnable leave;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-keeper").factory());

  /**
   * @param ready what the observer says of itself
   * @param replace what to do when it has stopped observing
   * @param leave what to do when it observes, as it may again before it was replaced
   */
  ObserverKeeper(
      TickProbe ticks,
      ObserverPatience patience,
      BooleanSupplier ready,
      Runnable replace,
      Runnable leave,
      InstantSource clock) {
    this.ticks = ticks;
    this.patience = patience;
    this.ready = ready;
    this.replace = replace;
    this.leave = leave;
    this.clock = clock;
  }

  void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    boolean answers = false;
    boolean ticked = false;
    try {
      // One of several observers may be starting; replacing another would not help it.
      ticked = ticks.look().any();
      answers = true;
    } catch (KafkaException e) {
      LOG.debug("cannot look for ticks: {}", e.getMessage());
    }
    Instant now = clock.instant();
    boolean wellByItself = ready.getAsBoolean();
    if (patience.isOver(now, answers, ticked, wellByItself)) {
      LOG.warn("the observer has stopped observing; it is replaced");
      replace.run();
    } else if (ticked && wellByItself) {
      leave.run();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
