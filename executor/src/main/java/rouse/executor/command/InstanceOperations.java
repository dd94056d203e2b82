package rouse.executor.command;

import java.time.Duration;
import java.time.Instant;
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
   * @param deadline of the command
   * @throws CommandRefusedException when it cannot be
   */
  CommandResult ensureRunning(
      InstanceId instance, long incarnation, String commandId, Instant deadline);

  /**
   * An older incarnation goes even when it runs.
   *
   * @param grace what one that runs has between its stop signal and the kill
   * @param evenPaused also when somebody paused it
   * @throws CommandRefusedException when somebody paused it, which is no hang
   */
  CommandResult replace(
      InstanceId instance, long incarnation, String commandId, Duration grace, boolean evenPaused);

  /** This incarnation and every older one goes. */
  CommandResult retire(InstanceId instance, long incarnation);

  /** What a container of an instance has between its stop signal and the kill. */
  Duration stopGrace(InstanceId instance);

  /** Waits for something without taking the place of another command. */
  void aside(Runnable wait);
}
