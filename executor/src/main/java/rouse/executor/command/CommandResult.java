package rouse.executor.command;

import rouse.executor.docker.ManagedContainer;

/**
 * What a command reached; the results are those of {@code CommandSucceeded}.
 *
 * @param containerId null when nothing runs now
 * @param ip null when it has none
 */
public record CommandResult(String result, long incarnation, String containerId, String ip) {
  public static final String STARTED = "started";
  public static final String ALREADY_RUNNING = "already-running";
  public static final String NEWER_RUNNING = "newer-running";
  public static final String RETIRED = "retired";

  public static CommandResult by(String result, ManagedContainer container) {
    return new CommandResult(
        result, container.incarnation(), container.id(), container.ip().orElse(null));
  }

  /** Nothing of it is left that this executor looks after. */
  public static CommandResult retired(long incarnation) {
    return new CommandResult(RETIRED, incarnation, null, null);
  }
}
