package rouse.executor.guard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import rouse.contracts.event.Command;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.executor.command.BoundedWait;
import rouse.executor.command.CommandRefusedException;
import rouse.executor.command.CommandResult;
import rouse.executor.command.InPlaceRestart;
import rouse.executor.command.InstanceOperations;
import rouse.executor.command.SecondLook;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;

/**
 * What commands do to containers that somebody else made: they are started and restarted in place,
 * and never removed. What the engine's own restart policy brings back is left to it.
 */
final class GuardOperations implements InstanceOperations {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
  private static final Comparator<ManagedContainer> CURRENT =
      Comparator.<ManagedContainer, Boolean>comparing(c -> c.phase().alive())
          .thenComparingLong(ManagedContainer::incarnation);

  private final ContainerRuntime runtime;
  private final InPlaceRestart inPlace;
  private final Function<InstanceId, Duration> stopGrace;
  private final Consumer<InstanceId> removed;
  private final Executor aside;
  private final Clock clock;
  private final SecondLook secondLook;

  /**
   * @param stopGrace what a container of an instance has between its stop signal and the kill
   * @param removed told of an instance whose container somebody has removed
   * @param aside runs on the calling thread what may take minutes, and lets others work meanwhile
   */
  GuardOperations(
      ContainerRuntime runtime,
      InPlaceRestart inPlace,
      Function<InstanceId, Duration> stopGrace,
      Consumer<InstanceId> removed,
      Executor aside,
      Clock clock) {
    this.runtime = runtime;
    this.inPlace = inPlace;
    this.stopGrace = stopGrace;
    this.removed = removed;
    this.aside = aside;
    this.clock = clock;
    this.secondLook = new SecondLook(runtime, clock);
  }

  @Override
  public void expect(Command command) {
    // Starts are not spread: nothing is created here.
  }

  @Override
  public void leave(Command command) {
    // As above.
  }

  @Override
  public CommandResult ensureRunning(String commandId, Command.EnsureRunning command) {
    ManagedContainer current = leftToTheEngine(command.instance(), command.deadline());
    return whatRuns(current, command.incarnation())
        .or(() -> alreadyRuns(current))
        .orElseGet(
            () ->
                inPlace.restart(
                    current, command.incarnation(), commandId, stopGrace(command.instance())));
  }

  @Override
  public CommandResult replace(String commandId, Command.Replace command, Duration grace) {
    ManagedContainer current = current(command.instance());
    Optional<CommandResult> known = whatRuns(current, command.incarnation());
    if (known.isPresent()) {
      return known.get();
    }
    if (current.phase() == ContainerPhase.PAUSED && !command.overrulesPause()) {
      throw new CommandRefusedException(Fact.CommandFailed.PAUSED);
    }
    secondLook.refuseInnocent(command, List.of(current));
    return inPlace.restart(current, command.incarnation(), commandId, grace);
  }

  /** The guard removes nothing: whoever made the container takes it away. */
  @Override
  public CommandResult retire(Command.Retire command) {
    return CommandResult.retired(command.incarnation());
  }

  private static Optional<CommandResult> alreadyRuns(ManagedContainer current) {
    return current.phase().alive()
        ? Optional.of(CommandResult.by(CommandResult.ALREADY_RUNNING, current))
        : Optional.empty();
  }

  /** The answer when this or a newer run was there before. */
  private static Optional<CommandResult> whatRuns(ManagedContainer current, long incarnation) {
    if (current.incarnation() < incarnation) {
      return Optional.empty();
    }
    if (current.incarnation() == incarnation) {
      // Should it have ended since, that is a fact of its own: this order was carried out.
      return Optional.of(CommandResult.by(CommandResult.STARTED, current));
    }
    if (!current.phase().alive()) {
      throw new CommandRefusedException(
          "run " + current.incarnation() + " was there already: this order is older");
    }
    return Optional.of(CommandResult.by(CommandResult.NEWER_RUNNING, current));
  }

  /** Waits for the engine as long as its restart policy is about to start the container again. */
  private ManagedContainer leftToTheEngine(InstanceId instance, Instant deadline) {
    ManagedContainer first = current(instance);
    if (first.phase() != ContainerPhase.RESTARTING) {
      return first;
    }
    aside.execute(
        () -> {
          while (current(instance).phase() == ContainerPhase.RESTARTING) {
            if (!BoundedWait.within(clock, LOOK_AGAIN, deadline)) {
              throw new CommandRefusedException(
                  "its restart policy is about to start it again, and pauses for longer each time");
            }
          }
        });
    return current(instance);
  }

  /** The engine tells of a death before its list does, so what is listed as alive is inspected. */
  private ManagedContainer current(InstanceId instance) {
    List<ManagedContainer> present =
        runtime.list(instance).stream()
            .flatMap(
                listed ->
                    listed.phase() == ContainerPhase.ENDED
                        ? Stream.of(listed)
                        : runtime.inspect(listed.id()).map(Inspection::container).stream())
            .toList();
    return present.stream()
        .max(CURRENT)
        .orElseThrow(
            () -> {
              removed.accept(instance);
              return new CommandRefusedException(
                  "its container was removed; whoever made it makes it anew");
            });
  }

  @Override
  public Duration stopGrace(InstanceId instance) {
    return stopGrace.apply(instance);
  }

  @Override
  public void aside(Runnable wait) {
    aside.execute(wait);
  }
}
