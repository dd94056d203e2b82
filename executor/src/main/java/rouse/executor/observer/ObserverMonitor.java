package rouse.executor.observer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether the observer writes its ticks, and tells everybody here who acts on
 * it: nobody else would notice that it has stopped observing.
 */
public final class ObserverMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverMonitor.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  /** People need not know within a second. */
  private static final int FOR_PEOPLE_ALONE = 10;

  private final Supplier<TickProbe.Look> ticks;
  private final BooleanSupplier urgent;
  private final List<Consumer<Optional<TickProbe.Look>>> listeners;
  private int passed = FOR_PEOPLE_ALONE;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("observer-monitor").factory());

  /**
   * @param ticks one look; throws what Kafka throws when the broker does not answer
   * @param urgent whether the observer is replaced from here, so that each second counts
   * @param listeners told of each look; of nothing when the broker did not answer
   */
  public ObserverMonitor(
      Supplier<TickProbe.Look> ticks,
      BooleanSupplier urgent,
      List<Consumer<Optional<TickProbe.Look>>> listeners) {
    this.ticks = ticks;
    this.urgent = urgent;
    this.listeners = List.copyOf(listeners);
  }

  public void start() {
    var unused =
        timer.scheduleWithFixedDelay(this::onTimer, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void onTimer() {
    passed++;
    if (passed >= FOR_PEOPLE_ALONE || urgent.getAsBoolean()) {
      passed = 0;
      look();
    }
  }

  /** One look. A listener that fails must not be told for the last time, nor keep the others. */
  void look() {
    Optional<TickProbe.Look> look = ask();
    for (Consumer<Optional<TickProbe.Look>> listener : listeners) {
      try {
        listener.accept(look);
      } catch (RuntimeException | Error e) {
        LOG.error("cannot look after the observer; trying again", e);
      }
    }
  }

  private Optional<TickProbe.Look> ask() {
    try {
      return Optional.of(ticks.get());
    } catch (KafkaException e) {
      LOG.debug("cannot look for ticks: {}", e.getMessage());
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      LOG.error("cannot look for ticks; trying again", e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
