package rouse.cli.terminal;

/** How much of something is done, in one line that is drawn over itself. */
public final class ProgressBar {
  /** Goes back to the beginning of the line and empties it. */
  public static final String GONE = "\r\u001b[K";

  private static final int WIDTH = 30;

  private ProgressBar() {}

  /**
   * @param share from 0 to 1
   */
  public static String of(double share) {
    int done = (int) Math.round(Math.clamp(share, 0, 1) * WIDTH);
    return "[%s%s] %3d %%"
        .formatted("#".repeat(done), ".".repeat(WIDTH - done), Math.round(share * 100));
  }
}
