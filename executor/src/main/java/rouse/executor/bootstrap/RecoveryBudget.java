package rouse.executor.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import rouse.contracts.platform.RecoveryPolicy;

/**
 * How long to wait before a module of the control plane is brought back: the rules that the decider
 * has for all others.
 */
final class RecoveryBudget {
  private final RecoveryPolicy policy;
  private final Deque<Instant> attempts = new ArrayDeque<>();
  private int inARow;
  private Instant aliveSince;

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
  void started(Instant at) {
    aliveSince = at;
  }

  /**
   * It failed.
   *
   * @param id what the attempt will be called; its jitter is taken from it
   */
  Attempt failed(Instant at, String id) {
    if (aliveSince != null && !at.isBefore(aliveSince.plus(RecoveryPolicy.RESET_AFTER))) {
      attempts.clear();
      inARow = 0;
    }
    aliveSince = null;
    while (!attempts.isEmpty() && attempts.peekFirst().isBefore(at.minus(policy.within()))) {
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
