package rouse.executor.log;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** How threads end. */
public final class Threads {
  private Threads() {}

  /** Waits for a thread, and interrupts it when it is not done by then. */
  public static void endBy(Thread thread, long deadlineNanos) {
    try {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (left > 0) {
        thread.join(left);
      }
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(1_000);
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  /** As with a thread; nothing new may begin in it. */
  public static void endBy(ExecutorService pool, long deadlineNanos) {
    try {
      if (!pool.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        pool.shutdownNow();
        pool.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
