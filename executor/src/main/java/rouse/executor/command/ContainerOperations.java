package rouse.executor.command;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Command;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.NewContainer;
import rouse.executor.docker.engine.EngineException;

/**
 * What commands do to containers. Everything can be done twice: what is there is looked at first,
 * and the incarnation in a container's label is the fence.
 *
 * <p>The order of the engine calls is the fastest that was found. Medians on 20.10, two cores: list
 * 1 ms, inspect 1 ms, rename 4 ms, create 30 ms, start 450 ms (network and port), kill 160 ms,
 * remove 35 ms of a dead and 250 ms of a running container. So a dead container is renamed out of
 * the way, its successor is created and started, and only then it is removed, by another thread; a
 * running one that has to go gets its stop signal and its grace first, and is then treated as dead.
 */
public final class ContainerOperations implements InstanceOperations, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ContainerOperations.class);
  private final ContainerRuntime runtime;
  private final ContainerFactory blueprints;
  private final Prerequisites prerequisites;
  private final Consumer<String> expectEnd;
  private final Executor aside;
  private final Consumer<String> witness;
  private final Optional<InPlaceRestart> inPlace;
  private final StartPacer pace = new StartPacer(Runtime.getRuntime().availableProcessors());
  private final ExecutorService clearing =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("clear-containers").daemon().factory());

  /**
   * Makes a new container for each run.
   *
   * @param expectEnd told of a container's id before it is ended here
   * @param aside runs on the calling thread what may take minutes, and lets others work meanwhile
   */
  public ContainerOperations(
      ContainerRuntime runtime,
      ContainerFactory blueprints,
      Prerequisites prerequisites,
      Consumer<String> expectEnd,
      Executor aside) {
    this(runtime, blueprints, prerequisites, expectEnd, aside, id -> {}, Optional.empty());
  }

  /**
   * @param witness told of a container's id before it is removed
   * @param inPlace restarts the containers of modules that want that
   */
  public ContainerOperations(
      ContainerRuntime runtime,
      ContainerFactory blueprints,
      Prerequisites prerequisites,
      Consumer<String> expectEnd,
      Executor aside,
      Consumer<String> witness,
      Optional<InPlaceRestart> inPlace) {
    this.witness = witness;
    this.inPlace = inPlace;
    this.runtime = runtime;
    this.blueprints = blueprints;
    this.prerequisites = prerequisites;
    this.expectEnd = expectEnd;
    this.aside = aside;
  }

  /** What was ordered first starts first. */
  @Override
  public void expect(Command command) {
    if (!(command instanceof Command.Retire)) {
      pace.order(command.instance());
    }
  }

  /** Nobody waits for its start any longer. */
  @Override
  public void leave(Command command) {
    pace.leave(command.instance());
  }

  @Override
  public CommandResult ensureRunning(String commandId, Command.EnsureRunning command) {
    return ensureRunning(
        command.instance(),
        command.incarnation(),
        commandId,
        Optional.ofNullable(command.definition()));
  }

  /** A container that runs, of whatever incarnation, is left alone. */
  public CommandResult ensureRunning(InstanceId instance, long incarnation, String commandId) {
    return ensureRunning(instance, incarnation, commandId, Optional.empty());
  }

  /**
   * @param definition hash of the one that it starts with; empty: that of the platform file
   */
  CommandResult ensureRunning(
      InstanceId instance, long incarnation, String commandId, Optional<String> definition) {
    List<ManagedContainer> present = present(instance);
    return whatRuns(present, incarnation, commandId)
        .or(() -> alive(present).map(c -> CommandResult.by(CommandResult.ALREADY_RUNNING, c)))
        .orElseGet(
            () ->
                bringUp(
                    instance, incarnation, commandId, definition, present, stopGrace(instance)));
  }

  @Override
  public CommandResult replace(String commandId, Command.Replace command, Duration grace) {
    return replace(
        command.instance(),
        command.incarnation(),
        commandId,
        grace,
        command.overrulesPause(),
        Optional.ofNullable(command.definition()));
  }

  /**
   * An older incarnation is removed even when it runs.
   *
   * @param grace what one that runs has between its stop signal and the kill
   * @param evenPaused also when somebody paused it
   * @param definition hash of the one that it starts with; empty: that of the platform file
   * @throws CommandRefusedException when somebody paused it, which is no hang
   */
  CommandResult replace(
      InstanceId instance,
      long incarnation,
      String commandId,
      Duration grace,
      boolean evenPaused,
      Optional<String> definition) {
    List<ManagedContainer> present = present(instance);
    return whatRuns(present, incarnation, commandId)
        .orElseGet(
            () -> {
              if (!evenPaused
                  && present.stream().anyMatch(c -> c.phase() == ContainerPhase.PAUSED)) {
                throw new CommandRefusedException(Fact.CommandFailed.PAUSED);
              }
              return bringUp(instance, incarnation, commandId, definition, present, grace);
            });
  }

  @Override
  public Duration stopGrace(InstanceId instance) {
    return blueprints.stopGrace(instance);
  }

  @Override
  public void aside(Runnable wait) {
    aside.execute(wait);
  }

  @Override
  public CommandResult retire(Command.Retire command) {
    return retire(command.instance(), command.incarnation());
  }

  /** This incarnation and every older one is stopped and removed. */
  public CommandResult retire(InstanceId instance, long incarnation) {
    List<ManagedContainer> present = present(instance);
    for (ManagedContainer container : present) {
      if (container.incarnation() <= incarnation) {
        expectEnd.accept(container.id());
        if (container.phase().alive()) {
          aside.execute(() -> runtime.stop(container.id(), stopGrace(instance)));
        }
        witness.accept(container.id());
        runtime.remove(container.id());
      }
    }
    return alive(present)
        .filter(c -> c.incarnation() > incarnation)
        .map(c -> CommandResult.by(CommandResult.NEWER_RUNNING, c))
        .orElseGet(() -> CommandResult.retired(incarnation));
  }

  /**
   * What there is of an instance. The engine tells of a death before its list does (on 20.10 the
   * list follows once the network is released), so what is listed as alive is inspected, which
   * waits for that.
   */
  private List<ManagedContainer> present(InstanceId instance) {
    return runtime.list(instance).stream()
        .flatMap(
            listed ->
                listed.phase().alive()
                    ? runtime.inspect(listed.id()).map(Inspection::container).stream()
                    : Stream.of(listed))
        .toList();
  }

  /** The answer when this or a newer incarnation was there before. */
  private static Optional<CommandResult> whatRuns(
      List<ManagedContainer> present, long incarnation, String commandId) {
    for (ManagedContainer container : present) {
      boolean same = container.incarnation() == incarnation;
      boolean ofCommand = container.commandId().filter(commandId::equals).isPresent();
      if (container.incarnation() > incarnation) {
        if (container.phase().alive()) {
          return Optional.of(CommandResult.by(CommandResult.NEWER_RUNNING, container));
        }
        throw new CommandRefusedException(
            "incarnation " + container.incarnation() + " was there already: this order is older");
      }
      if (same && container.phase().alive()) {
        return Optional.of(
            CommandResult.by(
                ofCommand ? CommandResult.STARTED : CommandResult.ALREADY_RUNNING, container));
      }
      // It was started and has ended since, which is a fact of its own: this order was carried out.
      if (same && ofCommand && container.phase() == ContainerPhase.ENDED) {
        return Optional.of(CommandResult.by(CommandResult.STARTED, container));
      }
    }
    return Optional.empty();
  }

  private static Optional<ManagedContainer> alive(List<ManagedContainer> present) {
    return present.stream().filter(c -> c.phase().alive()).findFirst();
  }

  private CommandResult bringUp(
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
    present.stream().filter(c -> !c.equals(same)).forEach(c -> removeLater(c.id()));
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
    old.forEach(container -> removeLater(container.id()));
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
        removeLater(id);
      }
      throw e;
    }
  }

  private static boolean isUnanswered(EngineException e) {
    return e.kind() == EngineException.Kind.DEADLINE
        || e.kind() == EngineException.Kind.UNREACHABLE;
  }

  private void removeLater(String id) {
    try {
      clearing.execute(() -> remove(id));
    } catch (RejectedExecutionException closed) {
      LOG.debug("closing; {} is left to the next start", id);
    }
  }

  private void remove(String id) {
    try {
      witness.accept(id);
      runtime.remove(id);
    } catch (EngineException e) {
      LOG.warn("{}; it is tried again at the next comparison", e.getMessage());
    }
  }

  /** Clears what replacements left behind whose executor was killed: dead, and superseded. */
  public void clearLeftovers(String platform) {
    List<ManagedContainer> present = runtime.list(platform);
    for (ManagedContainer container : present) {
      boolean superseded =
          !container.phase().alive()
              && present.stream()
                  .anyMatch(
                      other ->
                          other.instance().equals(container.instance())
                              && other.incarnation() > container.incarnation()
                              && other.phase().alive());
      if (superseded) {
        LOG.info("removing {}, which a newer container has replaced", container.name());
        removeLater(container.id());
      }
    }
  }

  @Override
  public void close() {
    clearing.shutdown();
  }
}
