package rouse.streams.liveness.ledger;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Entries by the bytes of their key: open addressing with linear probing, half full at the most. A
 * beat is looked up by the bytes it came with, so no text is made of them; a general map of texts
 * costs a third of a beat's whole way and twice the memory.
 *
 * <p>One thread writes. Others may read: an array is never changed while it grows into a larger
 * one, so they find what was there, and perhaps not yet what was put in this moment.
 */
final class PulseTable {
  private static final int SMALLEST = 64;

  /** Stands where an entry was, so that those behind it are still found. */
  private static final Pulse GONE = new Pulse(new byte[0], 0, null);

  private volatile Pulse[] slots = new Pulse[SMALLEST];
  private int used;
  private int size;

  static int hashOf(byte[] key) {
    int hash = Arrays.hashCode(key) * 0x9e3779b9;
    return hash ^ (hash >>> 15);
  }

  /** The entry with this key; null when there is none. */
  Pulse find(byte[] key) {
    return find(key, hashOf(key));
  }

  Pulse find(byte[] key, int hash) {
    Pulse[] table = slots;
    int mask = table.length - 1;
    int i = hash & mask;
    for (Pulse pulse = table[i]; pulse != null; pulse = table[i]) {
      if (pulse.hash == hash && Arrays.equals(pulse.key, key)) {
        return pulse;
      }
      i = (i + 1) & mask;
    }
    return null;
  }

  /** Puts in an entry whose key is not there. */
  void add(Pulse pulse) {
    if (2 * (used + 1) > slots.length) {
      rebuild();
    }
    place(slots, pulse);
    used++;
    size++;
  }

  void remove(Pulse pulse) {
    Pulse[] table = slots;
    int mask = table.length - 1;
    int i = pulse.hash & mask;
    while (table[i] != pulse) {
      i = (i + 1) & mask;
    }
    table[i] = GONE;
    size--;
  }

  int size() {
    return size;
  }

  void forEach(Consumer<Pulse> visitor) {
    for (Pulse pulse : slots) {
      if (pulse != null && pulse != GONE) {
        visitor.accept(pulse);
      }
    }
  }

  /** A new array: larger if it is needed, without what is gone in any case. */
  private void rebuild() {
    int length = SMALLEST;
    while (length < 4 * size) {
      length *= 2;
    }
    Pulse[] table = new Pulse[length];
    forEach(pulse -> place(table, pulse));
    used = size;
    slots = table;
  }

  private static void place(Pulse[] table, Pulse pulse) {
    int mask = table.length - 1;
    int i = pulse.hash & mask;
    while (table[i] != null) {
      i = (i + 1) & mask;
    }
    table[i] = pulse;
  }
}
