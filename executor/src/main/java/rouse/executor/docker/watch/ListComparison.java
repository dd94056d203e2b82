package rouse.executor.docker.watch;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import rouse.executor.docker.ManagedContainer;

/**
 * Finds what Docker's events did not tell. A list may have been made just before an event, or just
 * after, so it takes two lists in a row that differ from what is known in the same container.
 */
final class ListComparison {
  private Set<String> suspicious = Set.of();

  /**
   * Whether an event was missed; then the next list is the first of two again.
   *
   * @param running what events told that runs
   * @param listed what the engine says is there now
   */
  boolean missed(Collection<RunningContainer> running, List<ManagedContainer> listed) {
    Set<String> different = differing(running, listed);
    boolean missed = different.stream().anyMatch(suspicious::contains);
    suspicious = missed ? Set.of() : different;
    return missed;
  }

  private static Set<String> differing(
      Collection<RunningContainer> running, List<ManagedContainer> listed) {
    Map<String, ManagedContainer> known =
        running.stream()
            .map(RunningContainer::container)
            .collect(Collectors.toMap(ManagedContainer::id, Function.identity()));
    Set<String> different = new HashSet<>(known.keySet());
    for (ManagedContainer container : listed) {
      boolean same = isAs(known.get(container.id()), container);
      boolean bothEnded = !container.phase().alive() && !known.containsKey(container.id());
      if (same || bothEnded) {
        different.remove(container.id());
      } else {
        different.add(container.id());
      }
    }
    return different;
  }

  /** No event of a container tells that it was disconnected from a network. */
  private static boolean isAs(ManagedContainer known, ManagedContainer listed) {
    return known != null
        && listed.phase() == known.phase()
        && (!listed.phase().alive() || listed.ip().equals(known.ip()));
  }
}
