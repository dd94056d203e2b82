package rouse.streams;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.settings.Backoff;

/**
 * Sees to the topics of a cluster that may only just be coming up. A broker answers a little before
 * it can make or describe topics, and a cluster of several before there are as many of them as a
 * topic has replicas.
 */
final class TopicWait {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWait.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final Pause pause;

  /** Lets time pass. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * @param patience for what passes by itself
   */
  TopicWait(Duration patience) {
    this(patience, System::nanoTime, time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()));
  }

  TopicWait(Duration patience, LongSupplier nanoTime, Pause pause) {
    this.patience = patience;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * Tries until it succeeds. What does not pass by itself, a topic with other settings or a right
   * that is missing, is thrown at once.
   *
   * @param setup may be tried again after it failed half-way
   * @throws BrokerAbsent when it still fails at the end of the patience
   * @throws InterruptedException when the start was called off
   */
  void until(Runnable setup) throws InterruptedException {
    long start = nanoTime.getAsLong();
    for (int attempts = 1; ; attempts++) {
      try {
        setup.run();
        return;
      } catch (RetriableException | InvalidReplicationFactorException passing) {
        Duration waited = Duration.ofNanos(nanoTime.getAsLong() - start);
        if (waited.compareTo(patience) >= 0) {
          throw new BrokerAbsent(
              "the Kafka cluster answers, but could not make or show its topics for %d s: %s"
                  .formatted(waited.toSeconds(), passing.getMessage()),
              passing);
        }
        LOG.warn(
            "the Kafka cluster cannot make or show its topics yet, for {} s: {}; trying again",
            waited.toSeconds(),
            passing.toString());
        pause.of(PAUSES.after(attempts));
      }
    }
  }
}
