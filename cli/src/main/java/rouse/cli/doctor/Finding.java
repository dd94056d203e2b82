package rouse.cli.doctor;

import rouse.cli.CliError;
import rouse.cli.Errors;
import rouse.contracts.event.Nullable;

/**
 * What one check has found.
 *
 * @param check what was looked at
 * @param state whether it is as it must be
 * @param text what was seen
 * @param fix what mends it; null when nothing is amiss
 */
public record Finding(String check, State state, String text, @Nullable String fix) {
  /** How it is. */
  public enum State {
    OK,
    AMISS,
    /** not needed here, or it could not be asked */
    SKIPPED
  }

  static Finding ok(String check, String text) {
    return new Finding(check, State.OK, text, null);
  }

  static Finding amiss(String check, String text, String fix) {
    return new Finding(check, State.AMISS, text, fix);
  }

  static Finding skipped(String check, String text) {
    return new Finding(check, State.SKIPPED, text, null);
  }

  /** An error of Rouse says what is wrong and, after a semicolon, what mends it. */
  static Finding of(String check, Exception error) {
    String line = Errors.oneLine(error);
    int cut = line.lastIndexOf("; ");
    return error instanceof CliError || cut > 0
        ? amiss(
            check, cut < 0 ? line : line.substring(0, cut), cut < 0 ? "" : line.substring(cut + 2))
        : amiss(check, line, "'rouse doctor --debug' shows where this comes from");
  }
}
