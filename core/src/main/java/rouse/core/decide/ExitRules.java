package rouse.core.decide;

import rouse.contracts.platform.RestartPolicy;
import rouse.core.state.DeclaredModule;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.ObservedState;

/**
 * What the end of a container means by its module's {@code restart}: its work is done, or it failed
 * for good, or it is brought back.
 */
public final class ExitRules {
  private ExitRules() {}

  /**
   * Whether the work is done. A service whose file says nothing of {@code restart} is kept alive;
   * only one that shows life in no other way than by running, and ended well by itself, is taken
   * for a job. Its executor looks after a module that is not commanded, and knows jobs by one sign
   * only.
   */
  static boolean isDone(DeclaredModule module, ObservedState.End end) {
    if (end == null || end.exitCode() != 0) {
      return false;
    }
    if (module.spec().completes() || !module.isCommanded()) {
      return module.spec().completes();
    }
    return switch (module.spec().restart().condition()) {
      case NO, ON_FAILURE -> true;
      case ALWAYS -> false;
      case UNSTATED -> !module.beatsItself() && !module.spec().healthcheck() && !end.interrupted();
    };
  }

  /** Whether its restart policy allows no run after those of its incident. */
  static boolean isLastRun(InstanceState i, DeclaredModule module) {
    RestartPolicy policy = module.spec().restart();
    return switch (policy.condition()) {
      case UNSTATED, ALWAYS -> false;
      case NO -> i.incident().runs() > 0;
      case ON_FAILURE -> policy.retries() > 0 && i.incident().runs() > policy.retries();
    };
  }

  /** Whether it ended before anybody wanted it, and is not run again for being wanted now. */
  static boolean isFoundFinished(InstanceState i, DeclaredModule module) {
    ObservedState seen = i.seen();
    boolean ended =
        seen.observed() == ObservedPhase.DEAD && seen.end() != null && i.incident() == null;
    boolean once = module.spec().restart().condition() == RestartPolicy.Condition.NO;
    return ended && module.isCommanded() && (once || isDone(module, seen.end()));
  }
}
