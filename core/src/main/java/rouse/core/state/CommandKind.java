package rouse.core.state;

import rouse.contracts.event.Command;
import rouse.contracts.platform.InstanceId;

/** The kinds of commands, and how their ids are written. */
public enum CommandKind {
  ENSURE_RUNNING("ensure-running"),
  REPLACE("replace"),
  RETIRE("retire"),
  PROBE("probe");

  private final String word;

  CommandKind(String word) {
    this.word = word;
  }

  public static CommandKind of(Command command) {
    return switch (command) {
      case Command.EnsureRunning e -> ENSURE_RUNNING;
      case Command.Replace r -> REPLACE;
      case Command.Retire r -> RETIRE;
      case Command.Probe p -> PROBE;
    };
  }

  /** {@code <verb>/<instance>/<incarnation>}. */
  public String commandId(InstanceId instance, long incarnation) {
    return word + "/" + instance + "/" + incarnation;
  }
}
