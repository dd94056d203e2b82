package rouse.executor.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;
import rouse.executor.command.CommandRefusedException;
import rouse.executor.command.CommandResult;
import rouse.executor.command.InstanceOperations;
import rouse.executor.docker.ManagedContainer;

/** Says once what would be done about each run of a container, and does nothing. */
final class DryRun implements InstanceOperations {
  private final Function<InstanceId, Optional<ManagedContainer>> newest;
  private final Consumer<String> say;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * @param newest the container of a slot
   */
  DryRun(Function<InstanceId, Optional<ManagedContainer>> newest, Consumer<String> say) {
    this.newest = newest;
    this.say = say;
  }

  @Override
  public void expect(Command command) {
    // Nothing will be started.
  }

  @Override
  public void leave(Command command) {
    // Nothing was started.
  }

  @Override
  public CommandResult ensureRunning(String commandId, Command.EnsureRunning command) {
    return newest
        .apply(command.instance())
        .filter(c -> c.phase().alive())
        .map(c -> CommandResult.by(CommandResult.ALREADY_RUNNING, c))
        .orElseGet(() -> say("start", command.instance()));
  }

  @Override
  public CommandResult replace(String commandId, Command.Replace command, Duration grace) {
    return say("restart", command.instance());
  }

  private CommandResult say(String verb, InstanceId instance) {
    String what =
        newest
            .apply(instance)
            .map(c -> c.name() + " (" + c.phase().name().toLowerCase(java.util.Locale.ROOT) + ")")
            .orElse("no container");
    long run = newest.apply(instance).map(ManagedContainer::incarnation).orElse(0L);
    if (said.add(instance + "/" + run)) {
      say.accept("would " + verb + " " + instance + ": " + what);
    }
    throw new CommandRefusedException("dry run: nothing is done");
  }

  @Override
  public CommandResult retire(Command.Retire command) {
    return CommandResult.retired(command.incarnation());
  }

  @Override
  public Duration stopGrace(InstanceId instance) {
    return Duration.ZERO;
  }

  @Override
  public void aside(Runnable wait) {
    wait.run();
  }
}
