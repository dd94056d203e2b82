package rouse.cli;

/** What the exit codes of every verb mean. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int TIMED_OUT = 3;
  public static final int DEGRADED = 4;
  public static final int DIFFERS = 5;

  private ExitCode() {}
}
