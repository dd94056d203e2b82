package rouse.executor.control;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.executor.control.ObserverPatience.Verdict;

/** Finds out that an observer has stopped observing, which nobody else would notice. */
final class ObserverMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverMonitor.class);
  private static final long EVERY_MS = 1_000;
  private final BooleanSupplier ticks;
  private final ObserverPatience patience;
  private final Supplier<ObserverSnapshot> observer;
  private final BiConsumer<Verdict, ContainerRun> outcome;
  private final LongSupplier nanos;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-keeper").factory());

  /**
   * @param ticks looks whether any was written; throws what Kafka throws when it does not answer
   * @param observer looks at its container
   * @param outcome told what each look leads to for the run that it saw
   * @param nanos a clock that nobody sets
   */
  ObserverMonitor(
      BooleanSupplier ticks,
      ObserverPatience patience,
      Supplier<ObserverSnapshot> observer,
      BiConsumer<Verdict, ContainerRun> outcome,
      LongSupplier nanos) {
    this.ticks = ticks;
    this.patience = patience;
    this.observer = observer;
    this.outcome = outcome;
    this.nanos = nanos;
  }

  void start() {
    var unused = timer.scheduleWithFixedDelay(this::look, 0, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  /** One look, as the timer takes every second. One that fails, however, must not be the last. */
  void look() {
    try {
      judge();
    } catch (RuntimeException | Error e) {
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
    ObserverSnapshot seen = observer.get();
    Verdict verdict = patience.judge(nanos.getAsLong(), answers, ticked, seen);
    if (verdict == Verdict.STOPPED) {
      LOG.warn("the observer has stopped observing; it is replaced");
    }
    seen.run().ifPresent(run -> outcome.accept(verdict, run));
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
