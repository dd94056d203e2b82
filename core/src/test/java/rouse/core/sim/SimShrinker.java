package rouse.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Leaves out of a failing run what it does not need to fail: halves of the faults first, then
 * single ones, then the noise and the time after the last.
 */
final class SimShrinker {
  private final Predicate<SimPlan> fails;
  private int left;

  /**
   * @param most so many runs are tried
   */
  SimShrinker(Predicate<SimPlan> fails, int most) {
    this.fails = fails;
    this.left = most;
  }

  SimPlan shrink(SimPlan failing) {
    SimPlan smallest = failing;
    for (int size = Math.max(1, failing.faults().size() / 2); size >= 1; size /= 2) {
      smallest = withoutChunks(smallest, size);
    }
    smallest = tryThat(smallest, smallest.quiet());
    smallest = withoutChunks(smallest, 1);
    return tryThat(smallest, smallest.shortened());
  }

  private SimPlan withoutChunks(SimPlan plan, int size) {
    SimPlan smallest = plan;
    // From the end: what comes last is least likely to be needed.
    for (int from = smallest.faults().size() - size; from > -size; from -= size) {
      List<SimFault> rest = new ArrayList<>(smallest.faults());
      rest.subList(Math.max(0, from), Math.min(rest.size(), from + size)).clear();
      smallest = tryThat(smallest, smallest.with(rest));
    }
    return smallest;
  }

  private SimPlan tryThat(SimPlan plan, SimPlan smaller) {
    boolean same = smaller.equals(plan);
    return !same && left-- > 0 && fails.test(smaller) ? smaller : plan;
  }
}
