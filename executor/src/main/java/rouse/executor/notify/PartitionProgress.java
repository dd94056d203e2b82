package rouse.executor.notify;

import java.util.TreeMap;

/**
 * How far one partition is done. Messages end in any order; what may be committed is the lowest
 * that has not ended.
 */
final class PartitionProgress {
  private final TreeMap<Long, Integer> open = new TreeMap<>();
  private long next;
  private long committed;
  private long bytes;
  private boolean lost;

  /**
   * @param position the first offset that will be read
   */
  PartitionProgress(long position) {
    this.next = position;
    this.committed = position;
  }

  synchronized void begin(long offset, int size) {
    Integer before = open.put(offset, size);
    bytes += size - (before == null ? 0 : before);
    next = offset + 1;
  }

  synchronized void done(long offset) {
    Integer size = open.remove(offset);
    bytes -= size == null ? 0 : size;
  }

  /** What a commit would say now; -1 when it would say nothing new. */
  synchronized long committable() {
    long lowest = open.isEmpty() ? next : open.firstKey();
    return lowest > committed ? lowest : -1;
  }

  synchronized void committed(long offset) {
    committed = Math.max(committed, offset);
  }

  synchronized int openCount() {
    return open.size();
  }

  synchronized long openBytes() {
    return bytes;
  }

  /** Another notifier has the partition now. */
  synchronized void lose() {
    lost = true;
  }

  synchronized boolean isOurs() {
    return !lost;
  }
}
