package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what concerns the control plane, one thing after the other. */
final class Worker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("control-plane").daemon().factory());

  /** Does it after all that was asked for before. */
  void soon(Runnable task) {
    try {
      thread.execute(logged(task));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; what happens now is seen at the next start");
    }
  }

  /** Does it when this time has passed, and after all that was asked for until then. */
  void in(Duration pause, Runnable task) {
    // It takes its place at the end: news that came while the worker was busy must be heard first.
    var unused =
        thread.schedule(() -> soon(task), Math.max(0, pause.toMillis()), TimeUnit.MILLISECONDS);
  }

  /**
   * Does it in its turn, and waits for it.
   *
   * @throws BootException when the worker was closed before it
   * @throws InterruptedException when the wait was called off
   */
  <T> T inTurn(Callable<T> task) throws InterruptedException {
    try {
      return thread.submit(task).get();
    } catch (RejectedExecutionException | CancellationException closed) {
      throw new BootException("the executor is being closed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** An executor keeps to itself what a task throws. */
  private static Runnable logged(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        LOG.error("something of the control plane was not done; going on", e);
      }
    };
  }

  @Override
  public void close() {
    for (Runnable left : thread.shutdownNow()) {
      if (left instanceof Future<?> waitedFor) {
        waitedFor.cancel(false);
      }
    }
    try {
      thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
