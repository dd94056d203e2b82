package rouse.executor.command;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.RunNumbers;

/**
 * {@code recovery.method: restart}: another run of the same container. Its number is reserved
 * before the engine is asked, so a crash on the way leaves no doubt whose doing the end was.
 */
public final class InPlaceRestart {
  private final ContainerRuntime runtime;
  private final RunNumbers numbers;
  private final Consumer<String> expectRestart;
  private final Consumer<String> witness;
  private final Executor aside;

  /**
   * @param expectRestart told of a container's id before its run is ended here
   * @param witness told of it before that, to take its evidence
   * @param aside runs on the calling thread what may take minutes, and lets others work meanwhile
   */
  public InPlaceRestart(
      ContainerRuntime runtime,
      RunNumbers numbers,
      Consumer<String> expectRestart,
      Consumer<String> witness,
      Executor aside) {
    this.runtime = runtime;
    this.numbers = numbers;
    this.expectRestart = expectRestart;
    this.witness = witness;
    this.aside = aside;
  }

  /**
   * Ends what runs and starts it again; what has ended is started.
   *
   * @param incarnation of the new run, at least
   * @param commandId the command that orders it
   */
  public CommandResult restart(
      ManagedContainer container, long incarnation, String commandId, Duration grace) {
    String id = container.id();
    witness.accept(id);
    if (!numbers.knows(id)) {
      runtime
          .inspect(id)
          .flatMap(Inspection::startedAt)
          .ifPresent(at -> numbers.first(container.instance(), id, at, container.incarnation()));
    }
    numbers.reserve(id, incarnation, commandId);
    if (container.phase().alive()) {
      expectRestart.accept(id);
      aside.execute(() -> runtime.restart(id, grace));
    } else {
      runtime.start(id);
    }
    return runtime
        .inspect(id)
        .map(Inspection::container)
        .map(now -> CommandResult.by(CommandResult.STARTED, now))
        .orElseThrow(
            () ->
                new CommandRefusedException(
                    container.name() + " was removed while it was being restarted"));
  }
}
