package rouse.executor.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records are done. They end in any order; an offset may be committed when every record
 * before it is done.
 */
final class OffsetTracker {
  private final Map<TopicPartition, Partition> partitions = new HashMap<>();

  /** Offsets in flight with their sizes. */
  private static final class Partition {
    private final TreeMap<Long, Integer> open = new TreeMap<>();
    private long next;
    private long committed;
    private long bytes;

    Partition(long first) {
      this.next = first;
      this.committed = first;
    }

    long done() {
      return open.isEmpty() ? next : open.firstKey();
    }
  }

  synchronized boolean knows(TopicPartition partition) {
    return partitions.containsKey(partition);
  }

  /** The record is in flight; a second call for the same one changes nothing. */
  synchronized void begin(TopicPartition partition, long offset, int bytes) {
    Partition book = partitions.computeIfAbsent(partition, p -> new Partition(offset));
    if (book.open.put(offset, bytes) == null) {
      book.bytes += bytes;
    }
    book.next = offset + 1;
  }

  synchronized void end(TopicPartition partition, long offset) {
    Partition book = partitions.get(partition);
    Integer bytes = book == null ? null : book.open.remove(offset);
    if (bytes != null) {
      book.bytes -= bytes;
    }
  }

  synchronized boolean isFull(TopicPartition partition, int mostRecords, long mostBytes) {
    Partition book = partitions.get(partition);
    return book != null && (book.open.size() >= mostRecords || book.bytes > mostBytes);
  }

  /** Nothing is in flight, and nothing is left to commit. */
  synchronized boolean isIdle() {
    return partitions.values().stream().allMatch(p -> p.open.isEmpty() && p.next == p.committed);
  }

  /** What a commit would say that none has said yet. */
  synchronized Map<TopicPartition, OffsetAndMetadata> committable() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, book) -> {
          if (book.done() > book.committed) {
            offsets.put(partition, new OffsetAndMetadata(book.done()));
          }
        });
    return offsets;
  }

  synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, at) -> partitions.get(partition).committed = at.offset());
  }

  /** Another member of the group has them now. */
  synchronized void lose(Collection<TopicPartition> lost) {
    partitions.keySet().removeAll(lost);
  }
}
