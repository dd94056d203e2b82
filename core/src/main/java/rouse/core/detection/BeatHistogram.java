package rouse.core.detection;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Beats per short window of log time, for the heartbeat bars of the dashboard: {@value #WINDOWS}
 * windows of {@value #WINDOW_MS} ms, four bits each, in two longs. A beat costs a shift and an
 * increment.
 */
public final class BeatHistogram {
  public static final int WINDOWS = 32;
  public static final int WINDOW_MS = 2_000;

  /** More beats in a window are not told apart. */
  public static final int MOST = 15;

  private static final int BITS = 4;
  private static final int PER_LONG = 16;

  private BeatHistogram() {}

  static void count(WatchedInstance pulse, long at) {
    int window = (int) (at / WINDOW_MS);
    shift(pulse, window - pulse.barWindow);
    pulse.barWindow = window;
    if ((pulse.newerBars & MOST) < MOST) {
      pulse.newerBars++;
    }
  }

  private static void shift(WatchedInstance pulse, int windows) {
    if (windows == 0) {
      return;
    }
    if (windows < 0 || windows >= WINDOWS) {
      // Long ago, or the clock went back: what was counted belongs to no window that is shown.
      pulse.newerBars = 0;
      pulse.olderBars = 0;
    } else if (windows >= PER_LONG) {
      pulse.olderBars = pulse.newerBars << ((windows - PER_LONG) * BITS);
      pulse.newerBars = 0;
    } else {
      int bits = windows * BITS;
      pulse.olderBars = (pulse.olderBars << bits) | (pulse.newerBars >>> (64 - bits));
      pulse.newerBars <<= bits;
    }
  }

  /** Counts of the windows that end with the one of {@code now}, the oldest first. */
  static List<Integer> read(WatchedInstance pulse, long now) {
    int age = (int) (now / WINDOW_MS) - pulse.barWindow;
    return IntStream.range(0, WINDOWS).map(i -> at(pulse, WINDOWS - 1 - i - age)).boxed().toList();
  }

  /** The count of a window by its distance from the newest one that has beats. */
  private static int at(WatchedInstance pulse, int distance) {
    if (distance < 0 || distance >= WINDOWS) {
      return 0;
    }
    long bars = distance < PER_LONG ? pulse.newerBars : pulse.olderBars;
    return (int) (bars >>> (distance % PER_LONG * BITS)) & MOST;
  }
}
