package rouse.executor.command;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.NewContainer;
import rouse.executor.docker.engine.EngineException;

/**
 * Brings a container up in the place of what is there: the same one again where that is wanted,
 * else a new one.
 *
 * <p>The order of the engine calls is the fastest that was found. Medians on 20.10, two cores: list
 * 1 ms, inspect 1 ms, rename 4 ms, create 30 ms, start 450 ms (network and port), kill 160 ms,
 * remove 35 ms of a dead and 250 ms of a running container. So a dead container is renamed out of
 * the way, its successor is created and started, and only then it is removed, by another thread; a
 * running one that has to go gets its stop signal and its grace first, and is then treated as dead.
 */
final class ContainerStarter {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerStarter.class);
  private final ContainerRuntime runtime;
  private final ContainerFactory blueprints;
  private final Prerequisites prerequisites;
  private final Consumer<String> expectEnd;
  private final Executor aside;
  private final Optional<InPlaceRestart> inPlace;
  private final StartPacer pace;
  private final Leftovers leftovers;

  ContainerStarter(
      ContainerRuntime runtime,
      ContainerFactory blueprints,
      Prerequisites prerequisites,
      Consumer<String> expectEnd,
      Executor aside,
      Optional<InPlaceRestart> inPlace,
      StartPacer pace,
      Leftovers leftovers) {
    this.runtime = runtime;
    this.blueprints = blueprints;
    this.prerequisites = prerequisites;
    this.expectEnd = expectEnd;
    this.aside = aside;
    this.inPlace = inPlace;
    this.pace = pace;
    this.leftovers = leftovers;
  }

  /**
   * What there is of an instance. The engine tells of a death before its list does (on 20.10 the
   * list follows once the network is released), so what is listed as alive is inspected, which
   * waits for that.
   */
  List<ManagedContainer> present(InstanceId instance) {
    return runtime.list(instance).stream()
        .flatMap(
            listed ->
                listed.phase().alive()
                    ? runtime.inspect(listed.id()).map(Inspection::container).stream()
                    : Stream.of(listed))
        .toList();
  }

  /**
   * @param definition hash of the one that it starts with; empty: that of the platform file
   * @param grace what one that runs has between its stop signal and the kill
   */
  CommandResult bringUp(
      InstanceId instance,
      long incarnation,
      String commandId,
      Optional<String> definition,
      List<ManagedContainer> present,
      Duration grace) {
    NewContainer wanted =
        blueprints.container(instance, incarnation, Optional.of(commandId), definition);
    Optional<ManagedContainer> same = reusable(wanted, present);
    if (same.isPresent()) {
      try {
        return again(wanted, same.get(), present, grace);
      } catch (EngineException e) {
        if (isUnanswered(e)) {
          throw e;
        }
        LOG.warn(
            "{} cannot be started again, so it is made anew: {}", wanted.name(), e.getMessage());
        return anew(wanted, present(instance), grace);
      }
    }
    return anew(wanted, present, grace);
  }

  /** The container that is started again: it is as the file wants it. */
  private Optional<ManagedContainer> reusable(NewContainer wanted, List<ManagedContainer> present) {
    return present.stream()
        .filter(c -> inPlace.isPresent() && blueprints.recoversInPlace(wanted.instance()))
        .max(Comparator.comparingLong(ManagedContainer::incarnation))
        .filter(c -> c.phase() == ContainerPhase.RUNNING || c.phase() == ContainerPhase.ENDED)
        .filter(c -> c.name().equals(wanted.name()))
        .filter(c -> c.definition().filter(wanted.definitionHash()::equals).isPresent());
  }

  private CommandResult again(
      NewContainer wanted, ManagedContainer same, List<ManagedContainer> present, Duration grace) {
    AtomicReference<CommandResult> result = new AtomicReference<>();
    String commandId = wanted.commandId().orElseThrow();
    Runnable restart =
        () ->
            result.set(inPlace.orElseThrow().restart(same, wanted.incarnation(), commandId, grace));
    if (same.phase().alive()) {
      // Those that were ordered after it do not wait for its end.
      pace.leave(same.instance());
      restart.run();
    } else {
      pace.start(same.instance(), restart);
      afterStart(wanted, same.id());
    }
    present.stream().filter(c -> !c.equals(same)).forEach(c -> leftovers.removeLater(c.id()));
    return result.get();
  }

  private CommandResult anew(NewContainer wanted, List<ManagedContainer> present, Duration grace) {
    InstanceId instance = wanted.instance();
    String commandId = wanted.commandId().orElseThrow();
    List<ManagedContainer> halfway =
        present.stream()
            .filter(
                c -> c.incarnation() == wanted.incarnation() && c.phase() == ContainerPhase.CREATED)
            .filter(c -> c.commandId().filter(commandId::equals).isPresent())
            .toList();
    // Whoever made it was killed, and nobody knows which networks and files it still lacks.
    halfway.forEach(container -> runtime.remove(container.id()));
    List<ManagedContainer> old = present.stream().filter(c -> !halfway.contains(c)).toList();
    old.forEach(container -> putAside(container, wanted.name(), grace));
    String id = create(wanted.replacing(old));
    pace.start(instance, () -> start(wanted, id));
    orGone(id, () -> afterStart(wanted, id));
    old.forEach(container -> leftovers.removeLater(container.id()));
    return runtime
        .inspect(id)
        .map(Inspection::container)
        .map(container -> CommandResult.by(CommandResult.STARTED, container))
        .orElseThrow(
            () ->
                new CommandRefusedException(
                    "container " + id + " was removed while it was being started"));
  }

  private void putAside(ManagedContainer container, String name, Duration grace) {
    expectEnd.accept(container.id());
    if (container.phase() == ContainerPhase.RESTARTING) {
      // It has ended, and this calls off the engine's own restart, which would be in the way.
      runtime.kill(container.id());
    }
    if (container.name().equals(name)) {
      runtime.rename(container.id(), container.nameAside());
    }
    if (container.phase().alive()) {
      // Those that were ordered after it do not wait so long for its start.
      pace.leave(container.instance());
      aside.execute(() -> runtime.stop(container.id(), grace));
    }
  }

  private String create(NewContainer wanted) {
    prerequisites.ensureVolumes(wanted.definition());
    try {
      return runtime.create(wanted);
    } catch (EngineException e) {
      boolean noImage = e.kind() == EngineException.Kind.NO_IMAGE;
      if (!noImage && !e.isNoNetwork()) {
        throw e;
      }
      if (noImage && wanted.definition().hasPinnedImage()) {
        throw new CommandRefusedException(
            Fact.CommandFailed.NO_DEFINITION
                + "its image "
                + wanted.definition().image()
                + " is not present any longer");
      }
      aside.execute(() -> prerequisites.provide(wanted.definition()));
      // It was made before one of its further networks was missed.
      runtime.list(wanted.instance()).stream()
          .filter(c -> c.name().equals(wanted.name()))
          .forEach(c -> runtime.remove(c.id()));
      return runtime.create(wanted);
    }
  }

  private void start(NewContainer wanted, String id) {
    orGone(
        id,
        () -> {
          try {
            runtime.start(id);
          } catch (EngineException e) {
            if (!e.isNoNetwork()) {
              throw e;
            }
            aside.execute(() -> prerequisites.provide(wanted.definition()));
            runtime.start(id);
          }
        });
  }

  private void afterStart(NewContainer wanted, String id) {
    if (!wanted.definition().process().postStart().isEmpty()) {
      aside.execute(() -> runtime.afterStart(id));
    }
  }

  /** A container whose start or whose hook fails is no container. */
  private void orGone(String id, Runnable step) {
    try {
      step.run();
    } catch (EngineException e) {
      // Without an answer it may run: then its end is news, and the next attempt takes it as it is.
      if (!isUnanswered(e)) {
        expectEnd.accept(id);
        leftovers.removeLater(id);
      }
      throw e;
    }
  }

  private static boolean isUnanswered(EngineException e) {
    return e.kind() == EngineException.Kind.DEADLINE
        || e.kind() == EngineException.Kind.UNREACHABLE;
  }
}
