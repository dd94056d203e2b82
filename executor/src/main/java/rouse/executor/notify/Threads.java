package rouse.executor.notify;

import java.util.concurrent.TimeUnit;

/** How threads end. */
final class Threads {
  private Threads() {}

  /** Waits for a thread, and interrupts it when it is not done by then. */
  static void endBy(Thread thread, long deadlineNanos) {
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
}
