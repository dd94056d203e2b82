package rouse.core.detection;

import java.util.Arrays;

/**
 * Rows by the bytes of their key: open addressing with linear probing, half full at the most. A
 * beat is looked up by the bytes it came with, so no text is made of them; a general map of texts
 * costs a third of a beat's whole way and twice the memory. A slot holds hash and row, so that
 * passing it looks at no entry.
 *
 * <p>One thread writes. Others may read: an array is never changed while it grows into a larger
 * one, so they find what was there, and perhaps not yet what was put in this moment.
 */
public final class InstanceTable {
  private static final int SMALLEST = 64;
  private static final long EMPTY = 0;

  /** Stands where a row was, so that the rows behind it are still found; it is free. */
  private static final long GONE = slot(1, InstanceRows.NONE);

  private final InstanceRows rows;
  private volatile long[] slots = new long[SMALLEST];
  private int used;

  InstanceTable(InstanceRows rows) {
    this.rows = rows;
  }

  /** The entry with this key; null when there is none. */
  WatchedInstance find(byte[] key) {
    int hash = hashOf(key);
    long[] table = slots;
    int mask = table.length - 1;
    int i = hash & mask;
    for (long slot = table[i]; slot != EMPTY; slot = table[i]) {
      if (hashIn(slot) == hash) {
        WatchedInstance pulse = rows.at(rowIn(slot));
        if (pulse != null && Arrays.equals(pulse.key, key)) {
          return pulse;
        }
      }
      i = (i + 1) & mask;
    }
    return null;
  }

  /** Puts in an entry that has a row, and whose key is not there. */
  void add(WatchedInstance pulse) {
    if (2 * (used + 1) > slots.length) {
      rebuild();
    }
    place(slots, slot(hashOf(pulse.key), pulse.row));
    used++;
  }

  /** Takes out an entry that still has its row. */
  void remove(WatchedInstance pulse) {
    long[] table = slots;
    int hash = hashOf(pulse.key);
    long slot = slot(hash, pulse.row);
    int mask = table.length - 1;
    int i = hash & mask;
    while (table[i] != slot) {
      i = (i + 1) & mask;
    }
    table[i] = GONE;
  }

  /** A new array: larger if it is needed, without what is gone in any case. */
  private void rebuild() {
    long[] old = slots;
    used = 0;
    for (long slot : old) {
      used += isTaken(slot) ? 1 : 0;
    }
    int length = SMALLEST;
    while (length < 4 * used) {
      length *= 2;
    }
    long[] table = new long[length];
    for (long slot : old) {
      if (isTaken(slot)) {
        place(table, slot);
      }
    }
    slots = table;
  }

  private static void place(long[] table, long slot) {
    int mask = table.length - 1;
    int i = hashIn(slot) & mask;
    while (table[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    table[i] = slot;
  }

  private static int hashOf(byte[] key) {
    int hash = Arrays.hashCode(key) * 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }

  private static long slot(int hash, int row) {
    return (long) hash << 32 | row;
  }

  private static int hashIn(long slot) {
    return (int) (slot >>> 32);
  }

  private static int rowIn(long slot) {
    return (int) slot;
  }

  private static boolean isTaken(long slot) {
    return rowIn(slot) != InstanceRows.NONE;
  }
}
