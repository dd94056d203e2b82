package rouse.executor.notify;

import java.util.concurrent.TimeUnit;

/** So many per second at the most, evenly. */
public final class RateLimit {
  private final long spacing;
  private long next = System.nanoTime();

  /**
   * @param perSecond 0: as many as there are
   */
  public RateLimit(int perSecond) {
    this.spacing = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  public void await() throws InterruptedException {
    long wait = reserve();
    if (wait > 0) {
      TimeUnit.NANOSECONDS.sleep(wait);
    }
  }

  private synchronized long reserve() {
    long now = System.nanoTime();
    long mine = next - now > 0 ? next : now;
    next = mine + spacing;
    return mine - now;
  }
}
