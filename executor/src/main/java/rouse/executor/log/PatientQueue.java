package rouse.executor.log;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one record after the other, each until the broker has acknowledged it: for what has to be
 * said also when the broker is what is down. Whoever submits never waits.
 */
public final class PatientQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PatientQueue.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private final ExecutorService worker;
  private final CountDownLatch opened = new CountDownLatch(1);

  public PatientQueue(String name) {
    this.worker =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name(name).factory());
  }

  /** From now on records go out; before, a broker would make the topic with settings of its own. */
  public void open() {
    opened.countDown();
  }

  /**
   * @param what it is, for the log
   * @param attempt sends it; completes when it is acknowledged
   */
  public void submit(String what, Supplier<? extends CompletionStage<?>> attempt) {
    try {
      worker.execute(() -> deliver(what, attempt));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; {} is not written", what);
    }
  }

  private void deliver(String what, Supplier<? extends CompletionStage<?>> attempt) {
    try {
      opened.await();
      while (!isTaken(what, attempt)) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException closing) {
      LOG.debug("closing; {} is not written", what);
    }
  }

  private static boolean isTaken(String what, Supplier<? extends CompletionStage<?>> attempt)
      throws InterruptedException {
    try {
      attempt.get().toCompletableFuture().get();
      return true;
    } catch (ExecutionException | KafkaException e) {
      LOG.debug("{} waits for the broker: {}", what, e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
