package rouse.core.detection;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Every entry under a small number, its row, in the order of their first records. Instances beat in
 * much the same order round after round, so rows one after the other are what a processor reads
 * ahead.
 *
 * <p>One thread writes. Others may read: an array is never changed while it grows into a larger
 * one.
 */
public final class InstanceRows {
  /** No row. */
  static final int NONE = 0;

  private static final int SMALLEST = 64;

  private volatile WatchedInstance[] pulses = new WatchedInstance[SMALLEST];

  /**
   * For {@link DeadlineQueue}: of each row the one before it in its queue, and the one after it.
   */
  private int[] links = new int[2 * SMALLEST];

  private final BitSet free = new BitSet();
  private int end = NONE + 1;
  private int size;

  /** The entry in a row; null when there is none, or none yet for another thread. */
  WatchedInstance at(int row) {
    WatchedInstance[] all = pulses;
    return row < all.length ? all[row] : null;
  }

  /** Gives an entry a row. */
  void add(WatchedInstance pulse) {
    int row = free.isEmpty() ? end++ : free.length() - 1;
    free.clear(row);
    if (row == pulses.length) {
      links = Arrays.copyOf(links, 4 * row);
      pulses = Arrays.copyOf(pulses, 2 * row);
    }
    pulse.row = row;
    pulses[row] = pulse;
    size++;
  }

  /** Another may have its row from now on. */
  void remove(WatchedInstance pulse) {
    pulses[pulse.row] = null;
    free.set(pulse.row);
    size--;
  }

  int size() {
    return size;
  }

  void forEach(Consumer<WatchedInstance> visitor) {
    for (WatchedInstance pulse : pulses) {
      if (pulse != null) {
        visitor.accept(pulse);
      }
    }
  }

  int earlier(int row) {
    return links[2 * row];
  }

  int later(int row) {
    return links[2 * row + 1];
  }

  void setEarlier(int row, int other) {
    links[2 * row] = other;
  }

  void setLater(int row, int other) {
    links[2 * row + 1] = other;
  }
}
