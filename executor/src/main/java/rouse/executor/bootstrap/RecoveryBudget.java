package rouse.executor.bootstrap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import rouse.contracts.platform.RecoveryPolicy;

/**
 * How long to wait before a module of the control plane is brought back: the rules that the decider
 * has for all others. Time is that of a clock that nobody sets, in nanoseconds.
 */
final class RecoveryBudget {
  private final RecoveryPolicy policy;
  private final Deque<Long> attempts = new ArrayDeque<>();
  private int inARow;
  private OptionalLong aliveSince = OptionalLong.empty();

  /**
   * One attempt.
   *
   * @param number counted from 1 since it was last alive for long
   * @param trial the budget is spent: it is quarantined, and tried now and then
   */
  record Attempt(int number, Duration pause, boolean trial) {}

  RecoveryBudget(RecoveryPolicy policy) {
    this.policy = policy;
  }

  /** It was started. */
  void started(long at) {
    aliveSince = OptionalLong.of(at);
  }

  /**
   * It failed.
   *
   * @param id what the attempt will be called; its jitter is taken from it
   */
  Attempt failed(long at, String id) {
    if (aliveSince.isPresent()
        && at - aliveSince.getAsLong() >= RecoveryPolicy.RESET_AFTER.toNanos()) {
      attempts.clear();
      inARow = 0;
    }
    aliveSince = OptionalLong.empty();
    while (!attempts.isEmpty() && at - attempts.peekFirst() > policy.within().toNanos()) {
      attempts.removeFirst();
    }
    inARow++;
    if (attempts.size() >= policy.attempts()) {
      return new Attempt(inARow, policy.trial(), true);
    }
    attempts.addLast(at);
    return new Attempt(inARow, RecoveryPolicy.delayBefore(inARow, id), false);
  }
}
