package rouse.core.load;

import java.util.Arrays;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;

/** What one worker reported: sum and count of each metric in the newest panes. */
@SuppressWarnings("EnumOrdinal") // Places in arrays of this process: nothing of it is stored.
final class WorkerPanes {
  private static final ScaleMetric[] METRICS = ScaleMetric.values();

  /** A tick may come late: panes that begin meanwhile must not take the place of those to cut. */
  private static final int AHEAD = 4;

  private final int slot;
  private final WindowGrid grid;
  private final long[] panes;
  private final double[] sums;
  private final int[] counts;
  private long incarnation;

  WorkerPanes(int slot, WindowGrid grid) {
    this.slot = slot;
    this.grid = grid;
    int kept = grid.panes() + AHEAD;
    panes = new long[kept];
    Arrays.fill(panes, Long.MIN_VALUE);
    sums = new double[kept * METRICS.length];
    counts = new int[kept * METRICS.length];
  }

  /** Takes in a report; what an earlier container reported says nothing of this one. */
  void add(LoadReport report, long at) {
    if (report.incarnation() != 0 && report.incarnation() < incarnation) {
      return;
    }
    if (report.incarnation() > incarnation) {
      // Reports without an incarnation stay: nobody knows of which one they are.
      if (incarnation != 0) {
        Arrays.fill(panes, Long.MIN_VALUE);
      }
      incarnation = report.incarnation();
    }
    int cell = cellOf(grid.paneOf(at));
    add(cell, ScaleMetric.LOAD, report.load());
    add(cell, ScaleMetric.CPU, report.cpu());
    add(cell, ScaleMetric.MEMORY, report.memory());
    add(cell, ScaleMetric.SESSIONS, report.sessions());
  }

  private int cellOf(long pane) {
    int place = (int) Math.floorMod(pane, (long) panes.length);
    int cell = place * METRICS.length;
    if (panes[place] != pane) {
      panes[place] = pane;
      Arrays.fill(sums, cell, cell + METRICS.length, 0);
      Arrays.fill(counts, cell, cell + METRICS.length, 0);
    }
    return cell;
  }

  private void add(int cell, ScaleMetric metric, Double value) {
    if (value != null) {
      sums[cell + metric.ordinal()] += value;
      counts[cell + metric.ordinal()]++;
    }
  }

  /** Its means in the window before a pane; null when it reported nothing in it. */
  WorkerLoad before(long pane) {
    Double[] means = new Double[METRICS.length];
    boolean reported = false;
    for (ScaleMetric metric : METRICS) {
      double sum = 0;
      int count = 0;
      for (int place = 0; place < panes.length; place++) {
        if (panes[place] < pane && panes[place] >= pane - grid.panes()) {
          int cell = place * METRICS.length + metric.ordinal();
          sum += sums[cell];
          count += counts[cell];
        }
      }
      means[metric.ordinal()] = count == 0 ? null : rounded(sum / count);
      reported |= count > 0;
    }
    return reported
        ? new WorkerLoad(slot, incarnation, means[0], means[1], means[2], means[3])
        : null;
  }

  /** More digits than anybody measures would be most of the fact's length. */
  private static double rounded(double mean) {
    return mean < 1000 ? Math.round(mean * 10_000) / 10_000.0 : mean;
  }

  /** Whether all that it reported is older than the window before a pane. */
  boolean isOver(long pane) {
    return Arrays.stream(panes).allMatch(p -> p < pane - grid.panes());
  }
}
