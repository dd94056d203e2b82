package rouse.executor.identity;

import rouse.contracts.platform.ExecutorId;

/** Another process is this executor already; the message is one line for an operator. */
public final class DuplicateExecutor extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DuplicateExecutor(ExecutorId id, String other, String next) {
    super("another process is executor " + id + " already: " + other + ". " + next);
  }
}
