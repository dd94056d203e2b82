package rouse.cli;

/** What went wrong and what to do next; printed as one line, without a stack trace. */
public final class CliError extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  /**
   * @param what happened
   * @param next what to do about it
   */
  public CliError(String what, String next) {
    this(what, next, null);
  }

  public CliError(String what, String next, Throwable cause) {
    this(ExitCode.FAILED, what, next, cause);
  }

  public CliError(int exitCode, String what, String next, Throwable cause) {
    super(what + "; " + next, cause);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
