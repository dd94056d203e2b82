package rouse.streams.query;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import rouse.contracts.status.Restoring;

/**
 * How far the stores have been read back from their changelogs. Counted in offsets, not in records
 * read: a changelog under exactly-once holds markers that are nobody's records.
 */
public final class Restoration implements StateRestoreListener {
  private final Map<TopicPartition, Open> open = new ConcurrentHashMap<>();

  /** A changelog that is being read, from the next offset to its end. */
  private record Open(long next, long end) {
    long left() {
      return Math.max(0, end - next);
    }
  }

  /** Empty when nothing is being read back. */
  public Optional<Restoring> now() {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Restoring(open.values().stream().mapToLong(Open::left).sum()));
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
    open.put(changelog, new Open(from, end));
  }

  @Override
  public void onBatchRestored(TopicPartition changelog, String store, long last, long restored) {
    open.computeIfPresent(changelog, (topic, known) -> new Open(last + 1, known.end()));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
    open.remove(changelog);
  }

  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long restored) {
    open.remove(changelog);
  }
}
