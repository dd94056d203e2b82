package rouse.contracts.platform;

import java.time.Duration;
import java.util.Objects;
import rouse.contracts.event.Nullable;

/**
 * How often and how a failed instance is brought back.
 *
 * @param strategy what else is replaced with it
 * @param attempts attempts within {@code within} before the instance is quarantined
 * @param within the sliding window the attempts are counted in
 * @param trial a quarantined instance is tried once in this time
 * @param method what its executor does to the container; null: it makes a new one
 */
public record RecoveryPolicy(
    Strategy strategy, int attempts, Duration within, Duration trial, @Nullable Method method) {
  public static final RecoveryPolicy DEFAULT =
      new RecoveryPolicy(Strategy.ONE, 5, Duration.ofMinutes(10), Duration.ofMinutes(10));

  /** After this long alive, the next failure counts as the first. */
  public static final Duration RESET_AFTER = Duration.ofMinutes(10);

  private static final Duration FIRST_STAY = Duration.ofSeconds(10);

  /** What hangs will hardly do more in a longer time, and its successor waits. */
  private static final Duration LONGEST_HUNG_GRACE = Duration.ofSeconds(10);

  private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(60);
  private static final double JITTER = 0.25;

  /** OTP's one_for_one and rest_for_one. */
  public enum Strategy {
    ONE,
    DEPENDENTS
  }

  /** How a container is brought back. */
  public enum Method {
    /** the same container is started again, with all that is in it */
    RESTART
  }

  public RecoveryPolicy {
    strategy = Objects.requireNonNullElse(strategy, Strategy.ONE);
    attempts = attempts == 0 ? 5 : attempts;
    within = Objects.requireNonNullElse(within, Duration.ofMinutes(10));
    trial = Objects.requireNonNullElse(trial, Duration.ofMinutes(10));
    if (attempts < 0 || !within.isPositive() || !trial.isPositive()) {
      throw new IllegalArgumentException("attempts, within and trial must be positive");
    }
  }

  /** A policy that makes new containers. */
  public RecoveryPolicy(Strategy strategy, int attempts, Duration within, Duration trial) {
    this(strategy, attempts, within, trial, null);
  }

  /** Whether the same container is started again. */
  public boolean restartsInPlace() {
    return method == Method.RESTART;
  }

  /**
   * The wait before an attempt: none before the first, then 1 s doubling to 60 s, each ±25 %. The
   * jitter is taken from the command's id, so that a replay of the log waits as long as the
   * original did.
   *
   * @param attempt counted from 1
   * @param commandId id of the command that the attempt will send
   */
  public static Duration delayBefore(int attempt, String commandId) {
    if (attempt <= 1) {
      return Duration.ZERO;
    }
    int doublings = Math.min(attempt - 2, 16);
    long base = Math.min(FIRST_DELAY.toMillis() << doublings, LONGEST_DELAY.toMillis());
    double fraction = (spread(commandId.hashCode()) & 0xffff) / (double) 0xffff;
    return Duration.ofMillis(Math.round(base * (1 - JITTER + 2 * JITTER * fraction)));
  }

  /**
   * How long an instance that failed again after it had recovered must stay alive before that
   * counts as recovered: 10 s after the first relapse, doubling to {@link #RESET_AFTER}. So a crash
   * loop of any period is one open incident after a few rounds.
   */
  public static Duration stayAfter(int relapses) {
    if (relapses <= 0) {
      return Duration.ZERO;
    }
    Duration stay = FIRST_STAY.multipliedBy(1L << Math.min(relapses - 1, 16));
    return stay.compareTo(RESET_AFTER) < 0 ? stay : RESET_AFTER;
  }

  /**
   * What a container that may hang has between its stop signal and the kill.
   *
   * @param stopGrace what it would have otherwise
   */
  public static Duration graceWhenHung(Duration stopGrace) {
    return stopGrace.compareTo(LONGEST_HUNG_GRACE) < 0 ? stopGrace : LONGEST_HUNG_GRACE;
  }

  /** String hashes of neighbouring ids differ in their last bits alone; murmur3's finaliser. */
  private static int spread(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ (h >>> 16);
  }
}
