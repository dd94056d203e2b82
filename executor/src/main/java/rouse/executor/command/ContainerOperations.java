package rouse.executor.command;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import rouse.contracts.event.Command;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.ManagedContainer;

/**
 * What commands do to containers. Everything can be done twice: what is there is looked at first,
 * and the incarnation in a container's label is the fence.
 */
public final class ContainerOperations implements InstanceOperations, AutoCloseable {
  private final ContainerRuntime runtime;
  private final ContainerFactory blueprints;
  private final Consumer<String> expectEnd;
  private final Executor aside;
  private final Consumer<String> witness;
  private final StartPacer pace = new StartPacer(Runtime.getRuntime().availableProcessors());
  private final Leftovers leftovers;
  private final SecondLook secondLook;
  private final ContainerStarter starter;

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
    this.runtime = runtime;
    this.blueprints = blueprints;
    this.expectEnd = expectEnd;
    this.aside = aside;
    this.witness = witness;
    this.leftovers = new Leftovers(runtime, witness);
    this.secondLook = new SecondLook(runtime, InstantSource.system());
    this.starter =
        new ContainerStarter(
            runtime, blueprints, prerequisites, expectEnd, aside, inPlace, pace, leftovers);
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
    List<ManagedContainer> present = starter.present(instance);
    return whatRuns(present, incarnation, commandId)
        .or(() -> alive(present).map(c -> CommandResult.by(CommandResult.ALREADY_RUNNING, c)))
        .orElseGet(
            () ->
                starter.bringUp(
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
        Optional.ofNullable(command.definition()),
        present -> secondLook.refuseInnocent(command, present));
  }

  /** Whatever it does. */
  CommandResult replace(
      InstanceId instance,
      long incarnation,
      String commandId,
      Duration grace,
      boolean evenPaused,
      Optional<String> definition) {
    return replace(instance, incarnation, commandId, grace, evenPaused, definition, present -> {});
  }

  /**
   * An older incarnation is removed even when it runs.
   *
   * @param grace what one that runs has between its stop signal and the kill
   * @param evenPaused also when somebody paused it
   * @param definition hash of the one that it starts with; empty: that of the platform file
   * @param look refuses to end what is there
   * @throws CommandRefusedException when somebody paused it, which is no hang
   */
  private CommandResult replace(
      InstanceId instance,
      long incarnation,
      String commandId,
      Duration grace,
      boolean evenPaused,
      Optional<String> definition,
      Consumer<List<ManagedContainer>> look) {
    List<ManagedContainer> present = starter.present(instance);
    return whatRuns(present, incarnation, commandId)
        .orElseGet(
            () -> {
              if (!evenPaused
                  && present.stream().anyMatch(c -> c.phase() == ContainerPhase.PAUSED)) {
                throw new CommandRefusedException(Fact.CommandFailed.PAUSED);
              }
              look.accept(present);
              return starter.bringUp(instance, incarnation, commandId, definition, present, grace);
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
    List<ManagedContainer> present = starter.present(instance);
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

  /** Clears what replacements left behind whose executor was killed: dead, and superseded. */
  public void clearLeftovers(String platform) {
    leftovers.clear(platform);
  }

  @Override
  public void close() {
    leftovers.close();
  }
}
