package rouse.core.state.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.RecoveryRate;

/**
 * When an instance is recovered, within the rate of its host.
 *
 * @param at the command goes out then, or went out
 * @param full when the host's bucket is full again after it; null: the command has not gone out
 * @param silent its container runs, as far as is known
 */
public record RecoveryTurn(String host, Instant at, @Nullable Instant full, boolean silent) {
  /** A turn that is read later than this has lapsed: others may have had theirs meanwhile. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  /**
   * The first free turn.
   *
   * @param full when the host's bucket is full again; null when it is
   * @param reserved turns of others that have not gone out, in their order
   */
  public static Instant next(
      RecoveryRate rate, Instant full, List<Instant> reserved, Instant earliest) {
    Duration spare = rate.every().multipliedBy(rate.burst() - 1L);
    Instant from = full == null || full.isBefore(earliest) ? earliest : full;
    int before = 0;
    Instant at = later(from.minus(spare), earliest);
    while (before < reserved.size() && !reserved.get(before).isAfter(at)) {
      before++;
      at = later(from.plus(rate.every().multipliedBy(before)).minus(spare), earliest);
    }
    return at;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public boolean isTaken() {
    return full != null;
  }

  public boolean isDue(Instant now) {
    return !isTaken() && !at.isAfter(now) && !now.isAfter(at.plus(TOLERANCE));
  }

  /** The command goes out. */
  public static RecoveryTurn taken(
      String host, RecoveryRate rate, Instant full, Instant now, boolean silent) {
    Instant from = full == null || full.isBefore(now) ? now : full;
    return new RecoveryTurn(host, now, from.plus(rate.every()), silent);
  }
}
