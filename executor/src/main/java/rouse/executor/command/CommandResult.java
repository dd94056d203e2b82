package rouse.executor.command;

import rouse.executor.docker.ManagedContainer;

/**
 * What a command reached; the results are those of {@code CommandSucceeded}.
 *
 * @param containerId null when nothing runs now
 * @param ip null when it has none
 */
public record CommandResult(String result, long incarnation, String containerId, String ip) {
  static final String STARTED = "started";
  static final String ALREADY_RUNNING = "already-running";
  static final String NEWER_RUNNING = "newer-running";
  static final String RETIRED = "retired";

  static CommandResult by(String result, ManagedContainer container) {
    return new CommandResult(
        result, container.incarnation(), container.id(), container.ip().orElse(null));
  }
}
