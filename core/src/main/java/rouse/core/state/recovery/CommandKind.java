package rouse.core.state.recovery;

import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;

/** The kinds of commands whose outcome is awaited, and how their ids are written. */
public enum CommandKind {
  ENSURE_RUNNING("ensure-running"),
  REPLACE("replace"),
  RETIRE("retire");

  private final String word;

  CommandKind(String word) {
    this.word = word;
  }

  public static CommandKind of(Command command) {
    return switch (command) {
      case Command.EnsureRunning e -> ENSURE_RUNNING;
      case Command.Replace r -> REPLACE;
      case Command.Retire r -> RETIRE;
      case Command.Probe p -> throw new IllegalArgumentException("nobody awaits a probe: " + p);
    };
  }

  /** {@code <verb>/<instance>/<incarnation>}. */
  public String commandId(InstanceId instance, long incarnation) {
    return word + "/" + instance + "/" + incarnation;
  }
}
