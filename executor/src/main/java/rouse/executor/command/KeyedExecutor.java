package rouse.executor.command;

import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import rouse.contracts.platform.InstanceId;
import rouse.executor.log.KeyedQueues;

/**
 * Runs work of different instances side by side, up to a bound, and that of one in order. Work that
 * waits long for something else does so {@link #aside}, and takes no place meanwhile.
 */
public final class KeyedExecutor implements AutoCloseable {
  private final int parallel;
  private final ThreadPoolExecutor threads;
  private final KeyedQueues<InstanceId, Runnable> queues;
  private int aside;

  public KeyedExecutor(int parallel) {
    this.parallel = Math.max(1, parallel);
    this.threads =
        new ThreadPoolExecutor(
            this.parallel,
            this.parallel,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("command-", 1).daemon().factory());
    this.queues =
        new KeyedQueues<>(
            instance -> threads,
            (instance, work) -> {
              work.run();
              return Optional.empty();
            });
  }

  void run(InstanceId instance, Runnable work) {
    queues.add(instance, work);
  }

  /**
   * Waits for something that may take minutes, such as a graceful stop or the build of an image, on
   * the calling thread; another one does the work of the others meanwhile.
   */
  public void aside(Runnable wait) {
    resize(1);
    try {
      wait.run();
    } finally {
      resize(-1);
    }
  }

  private synchronized void resize(int change) {
    aside += change;
    int size = parallel + aside;
    // The pool's core must never be above its maximum.
    if (change > 0) {
      threads.setMaximumPoolSize(size);
      threads.setCorePoolSize(size);
    } else {
      threads.setCorePoolSize(size);
      threads.setMaximumPoolSize(size);
    }
  }

  /** Lets what runs come to its end. */
  @Override
  public void close() {
    queues.close();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
