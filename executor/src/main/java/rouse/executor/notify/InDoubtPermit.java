package rouse.executor.notify;

import java.util.concurrent.TimeUnit;

/**
 * One at a time goes from "may be out" to "recorded as out", so that a crash repeats one message at
 * the most. Who has it for longer than a second, because a server does not answer, loses it: a
 * tarpit must not hold up the others.
 */
final class InDoubtPermit {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);
  private Thread holder;
  private long since;

  synchronized void take() {
    try {
      for (long left = left(); left > 0; left = left()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    holder = Thread.currentThread();
    since = System.nanoTime();
  }

  synchronized void giveBack() {
    if (Thread.currentThread().equals(holder)) {
      holder = null;
      notifyAll();
    }
  }

  private long left() {
    boolean free = holder == null || Thread.currentThread().equals(holder);
    return free ? 0 : LONGEST - (System.nanoTime() - since);
  }
}
