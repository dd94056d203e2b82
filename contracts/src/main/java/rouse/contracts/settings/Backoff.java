package rouse.contracts.settings;

import java.time.Duration;

/**
 * Waits between attempts, each twice as long as the one before.
 *
 * @param first before the second attempt
 * @param longest never more
 */
public record Backoff(Duration first, Duration longest) {
  private static final int MOST_DOUBLINGS = 20;

  /** The wait after this many attempts. */
  public Duration after(int attempts) {
    long doubled = first.toMillis() << Math.min(attempts - 1, MOST_DOUBLINGS);
    return Duration.ofMillis(Math.min(doubled, longest.toMillis()));
  }

  /**
   * The same with a quarter of jitter. It comes from the id: two processes agree on it, and a
   * thousand messages do not come back at one moment.
   */
  public Duration after(int attempts, String id) {
    long wait = after(attempts).toMillis();
    long jitter = Math.floorMod(31L * id.hashCode() + attempts, 501) - 250L;
    return Duration.ofMillis(wait + wait * jitter / 1000);
  }
}
