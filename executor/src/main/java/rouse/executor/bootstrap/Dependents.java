package rouse.executor.bootstrap;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Followers;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.Inspection;

/**
 * Has those of the control plane replaced that follow one that was replaced ({@link Followers}), as
 * the decider does with all others: when what they need has proved itself. Who was started after it
 * has nothing to follow. The worker's alone.
 */
final class Dependents {
  private final Map<InstanceId, Kept> kept;
  private final Slots slots;

  /**
   * @param kept all that are looked after
   */
  Dependents(Map<InstanceId, Kept> kept, Slots slots) {
    this.kept = kept;
    this.slots = slots;
  }

  /** Another container of a module runs, or the same was started anew. */
  void replaced(String module) {
    Followers followers = followers();
    Collection<String> names = followers.of(module);
    kept.values().stream()
        .filter(k -> names.contains(k.module().name()))
        .forEach(
            k ->
                k.follow(
                    new Accusation.Outlived(alive -> hasOutlived(k, alive), () -> isTimely(k))));
  }

  private Followers followers() {
    return new Followers(kept.values().stream().map(Kept::module).distinct().toList());
  }

  private boolean hasOutlived(Kept follower, Inspection alive) {
    Optional<Instant> start = alive.startedAt();
    return start.isPresent()
        && followed(follower)
            .flatMap(k -> slots.alive(k.instance()).stream())
            .flatMap(leader -> leader.startedAt().stream())
            .anyMatch(start.get()::isBefore);
  }

  private boolean isTimely(Kept follower) {
    List<String> required =
        follower.module().dependsOn().stream()
            .filter(Dependency::required)
            .map(Dependency::module)
            .toList();
    Stream<Kept> needed = kept.values().stream().filter(k -> required.contains(k.module().name()));
    return Stream.concat(needed, followed(follower)).allMatch(Kept::isSteady);
  }

  private Stream<Kept> followed(Kept follower) {
    Followers followers = followers();
    return kept.values().stream()
        .filter(k -> followers.of(k.module().name()).contains(follower.module().name()));
  }
}
