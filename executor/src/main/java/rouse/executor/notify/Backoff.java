package rouse.executor.notify;

import java.time.Duration;

/**
 * Doubling waits with a quarter of jitter, which comes from the message's id: two notifiers agree,
 * and a thousand messages do not come back at one moment.
 *
 * @param first before the second attempt
 * @param longest never more
 */
record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 20;

  Duration after(int attempts, String id) {
    long doubled = first.toMillis() << Math.min(attempts - 1, MOST_DOUBLINGS);
    long wait = Math.min(doubled, longest.toMillis());
    long jitter = Math.floorMod(31L * id.hashCode() + attempts, 501) - 250L;
    return Duration.ofMillis(wait + wait * jitter / 1000);
  }
}
