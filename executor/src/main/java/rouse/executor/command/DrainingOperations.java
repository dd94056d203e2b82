package rouse.executor.command;

import java.time.Clock;
import java.time.Duration;
import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;

/** A worker that runs gets nothing new and finishes what it has before it is stopped. */
public final class DrainingOperations implements InstanceOperations {
  private final InstanceOperations operations;
  private final Drain drains;
  private final Clock clock;

  public DrainingOperations(InstanceOperations operations, Drain drains, Clock clock) {
    this.operations = operations;
    this.drains = drains;
    this.clock = clock;
  }

  /** One that is replaced because it failed has nothing to finish: its command names a grace. */
  @Override
  public CommandResult replace(String commandId, Command.Replace command, Duration grace) {
    if (command.grace() == null) {
      Duration half = left(command).dividedBy(2);
      drain(command, command.incarnation() - 1, shorter(drains.patience(command.instance()), half));
    }
    return operations.replace(commandId, command, grace);
  }

  @Override
  public CommandResult retire(Command.Retire command) {
    // After a restart of the executor it may begin anew, and its deadline is what it was.
    Duration left = left(command).minus(stopGrace(command.instance()));
    drain(command, command.incarnation(), shorter(command.drain(), left));
    return operations.retire(command);
  }

  private void drain(Command command, long incarnation, Duration atMost) {
    if (atMost.isPositive()) {
      aside(() -> drains.drain(command.instance(), incarnation, atMost));
    }
  }

  private Duration left(Command command) {
    return Duration.between(clock.instant(), command.deadline());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  @Override
  public CommandResult ensureRunning(String commandId, Command.EnsureRunning command) {
    return operations.ensureRunning(commandId, command);
  }

  @Override
  public void expect(Command command) {
    operations.expect(command);
  }

  @Override
  public void leave(Command command) {
    operations.leave(command);
  }

  @Override
  public Duration stopGrace(InstanceId instance) {
    return operations.stopGrace(instance);
  }

  @Override
  public void aside(Runnable wait) {
    operations.aside(wait);
  }
}
