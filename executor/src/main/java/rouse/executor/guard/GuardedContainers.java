package rouse.executor.guard;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerIdentity;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.FoundContainer;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RunNumbers;

/**
 * The containers of others that a guard looks after. One that had ended before the guard ever saw
 * it run is left alone: nobody can tell whether somebody stopped it.
 */
final class GuardedContainers implements ContainerIdentity {
  private final GuardScope scope;
  private final RunNumbers numbers;
  private final Predicate<FoundContainer> excluded;
  private final Instant since;

  /**
   * @param excluded containers that are left alone whatever their labels say
   * @param since when this guard began to look: what starts from then on is seen, however soon it
   *     ends
   */
  GuardedContainers(
      GuardScope scope, RunNumbers numbers, Predicate<FoundContainer> excluded, Instant since) {
    this.scope = scope;
    this.numbers = numbers;
    this.excluded = excluded;
    this.since = since;
  }

  /** The engine's filters know no "or": all are listed. */
  @Override
  public Map<String, String> labelsOf(String platform) {
    return Map.of();
  }

  @Override
  public Map<String, String> labelsOf(InstanceId instance) {
    return Map.of();
  }

  @Override
  public Optional<ManagedContainer> of(FoundContainer found) {
    return excluded.test(found)
        ? Optional.empty()
        : scope
            .slotOf(found.name(), found.labels())
            .filter(slot -> isSeen(found))
            .map(slot -> container(found, slot));
  }

  private boolean isSeen(FoundContainer found) {
    boolean runs = found.phase().alive() || found.phase() == ContainerPhase.RESTARTING;
    return runs
        || numbers.knows(found.id())
        || found.startedAt().filter(at -> !at.isBefore(since)).isPresent();
  }

  private ManagedContainer container(FoundContainer found, InstanceId slot) {
    long incarnation =
        found
            .startedAt()
            .map(at -> numbers.of(slot, found.id(), at))
            .or(() -> numbers.latest(found.id()))
            .orElse(0L);
    return new ManagedContainer(
        found.id(),
        found.name(),
        slot,
        incarnation,
        Optional.empty(),
        Optional.empty(),
        found.phase(),
        found.ip().filter(ip -> !ip.isEmpty()));
  }
}
