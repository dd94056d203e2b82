package rouse.core.load;

import java.time.Duration;

/**
 * Hopping windows of log time. A window is made of panes, and a new one ends with each pane: ten
 * panes, so that a step of the load is seen a tenth of a window after it is over, and memory does
 * not grow with the window.
 *
 * @param paneMs length of a pane, and the hop
 * @param panes of a window
 */
record WindowGrid(long paneMs, int panes) {
  private static final int PANES = 10;

  /** Shorter ones would cost more facts than they tell. */
  private static final long SHORTEST_PANE_MS = 500;

  static WindowGrid of(Duration window) {
    long paneMs = Math.max(SHORTEST_PANE_MS, window.toMillis() / PANES);
    return new WindowGrid(paneMs, Math.ceilDiv((int) window.toMillis(), (int) paneMs));
  }

  /** Number of the pane that a time belongs to; a pane's begin belongs to it. */
  long paneOf(long at) {
    return Math.floorDiv(at, paneMs);
  }

  long beginOf(long pane) {
    return pane * paneMs;
  }
}
