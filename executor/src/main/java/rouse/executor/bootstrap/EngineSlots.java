package rouse.executor.bootstrap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import rouse.contracts.platform.InstanceId;
import rouse.executor.command.ContainerWork;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.Stopping;

/** The slots as the engine has them. */
final class EngineSlots implements Slots {
  private final ContainerRuntime runtime;
  private final ContainerWork work;
  private final BiFunction<InstanceId, Duration, Stopping> stopping;
  private final Incarnations incarnations;

  /**
   * @param stopping whether somebody stops what fills a slot, given its grace
   * @param remembered folder of what outlasts the containers
   */
  EngineSlots(
      ContainerRuntime runtime,
      ContainerWork work,
      BiFunction<InstanceId, Duration, Stopping> stopping,
      Path remembered) {
    this.runtime = runtime;
    this.work = work;
    this.stopping = stopping;
    this.incarnations = new Incarnations(remembered);
  }

  /** The list alone is behind with deaths; an inspection waits for them. */
  @Override
  public Optional<Inspection> alive(InstanceId instance) {
    return runtime.list(instance).stream()
        .filter(listed -> listed.phase().alive())
        .flatMap(listed -> runtime.inspect(listed.id()).stream())
        .filter(inspection -> inspection.container().phase().alive())
        .findFirst();
  }

  @Override
  public boolean isBeingStopped(InstanceId instance, Duration grace) {
    return stopping.apply(instance, grace) == Stopping.UNDER_WAY;
  }

  @Override
  public void fill(InstanceId instance, long incarnation, String reason, boolean hung) {
    incarnations.remember(instance, incarnation);
    work.bringBack(instance, incarnation, reason, hung);
  }

  /** All containers of a slot. */
  List<ManagedContainer> present(InstanceId instance) {
    return runtime.list(instance);
  }

  /** The newest of these as it ended; empty when one is alive, or it never ran. */
  Optional<Inspection> ended(List<ManagedContainer> present) {
    return present.stream().anyMatch(container -> container.phase().alive())
        ? Optional.empty()
        : present.stream()
            .max(Comparator.comparingLong(ManagedContainer::incarnation))
            .flatMap(newest -> runtime.inspect(newest.id()))
            .filter(last -> last.startedAt().isPresent() && !last.container().phase().alive());
  }

  /** The highest incarnation that there was, or is among these. */
  long newest(InstanceId instance, List<ManagedContainer> present) {
    return present.stream()
        .mapToLong(ManagedContainer::incarnation)
        .reduce(incarnations.last(instance), Math::max);
  }
}
