package rouse.core.scale;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;

/**
 * Which workers go when there are too many: first those that serve nobody, then those that would be
 * replaced anyway, then those without work, then the highest slots.
 */
public final class RetireOrder {
  private RetireOrder() {}

  /**
   * The slots to retire.
   *
   * @param wanted the workers of the module that are wanted
   * @param obsolete whether it runs from another definition than the one that is wanted
   * @param idle slots whose workers reported no load in the last window
   */
  public static List<InstanceState> first(
      int count, List<InstanceState> wanted, Predicate<InstanceState> obsolete, Set<Integer> idle) {
    return wanted.stream()
        .sorted(
            Comparator.<InstanceState>comparingInt(i -> rank(i, obsolete, idle))
                .thenComparingInt(i -> -i.id().slot()))
        .limit(Math.max(0, count))
        .toList();
  }

  private static int rank(InstanceState i, Predicate<InstanceState> obsolete, Set<Integer> idle) {
    if (i.desired() == DesiredState.HELD || !i.seen().isUp()) {
      return 0;
    }
    if (i.seen().observed() != ObservedPhase.ALIVE || i.hasSuccessorOrdered()) {
      return 1;
    }
    if (obsolete.test(i)) {
      return 2;
    }
    return idle.contains(i.id().slot()) ? 3 : 4;
  }
}
