package rouse.executor.command;

import java.time.Duration;
import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;

/** What commands do to what fills a slot. Everything can be done twice. */
public interface InstanceOperations {
  /** Told of each command before it is carried out, in the order of the log. */
  void expect(Command command);

  /** Told of each of them when it is over, carried out or not. */
  void leave(Command command);

  /**
   * What runs, of whatever incarnation, is left alone.
   *
   * @throws CommandRefusedException when it cannot be
   */
  CommandResult ensureRunning(String commandId, Command.EnsureRunning command);

  /**
   * An older incarnation goes even when it runs.
   *
   * @param grace what one that runs has between its stop signal and the kill
   * @throws CommandRefusedException when somebody paused it, which is no hang
   */
  CommandResult replace(String commandId, Command.Replace command, Duration grace);

  /** This incarnation and every older one goes. */
  CommandResult retire(Command.Retire command);

  /** What a container of an instance has between its stop signal and the kill. */
  Duration stopGrace(InstanceId instance);

  /** Waits for something without taking the place of another command. */
  void aside(Runnable wait);
}
