package rouse.streams;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Failures of an application's threads, counted by what caused them. One outage hits every thread
 * within moments, and hits it once: so of failures that are close to each other as many are one
 * incident as there are threads, and a thread that dies again and again is a new one each time.
 */
final class FailureCounter {
  /** Longer than any pause after one, so who fails while another rests is hit by the same. */
  private static final Duration TOGETHER = Duration.ofSeconds(5);

  private static final Duration REMEMBERED = Duration.ofMinutes(5);
  private final int threads;
  private final Deque<Long> starts = new ArrayDeque<>();
  private int failuresOfLatest;

  /**
   * @param threads that one outage can hit
   */
  FailureCounter(int threads) {
    this.threads = threads;
  }

  /**
   * Counts a failure.
   *
   * @return incidents of the last five minutes, the one it belongs to among them
   */
  synchronized int count(long nowMs) {
    while (!starts.isEmpty() && nowMs - starts.peekFirst() > REMEMBERED.toMillis()) {
      starts.removeFirst();
    }
    if (belongsToLatest(nowMs)) {
      failuresOfLatest++;
    } else {
      starts.addLast(nowMs);
      failuresOfLatest = 1;
    }
    return starts.size();
  }

  private boolean belongsToLatest(long nowMs) {
    return !starts.isEmpty()
        && nowMs - starts.peekLast() <= TOGETHER.toMillis()
        && failuresOfLatest < threads;
  }
}
