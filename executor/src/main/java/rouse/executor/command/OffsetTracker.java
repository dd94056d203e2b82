package rouse.executor.command;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Which records are done. Instances are served side by side, so records end in another order than
 * they stand in; an offset may be committed when everything before it is done.
 */
final class OffsetTracker {
  private final Map<TopicPartition, TreeSet<Long>> open = new HashMap<>();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private int inFlight;

  synchronized void begin(TopicPartition partition, long offset) {
    open.computeIfAbsent(partition, p -> new TreeSet<>()).add(offset);
    next.put(partition, offset + 1);
    inFlight++;
  }

  synchronized void end(TopicPartition partition, long offset) {
    open.get(partition).remove(offset);
    inFlight--;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  /** What can be committed and was not yet; counts as committed from now on. */
  synchronized Map<TopicPartition, OffsetAndMetadata> takeCommittable() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    next.forEach(
        (partition, end) -> {
          TreeSet<Long> rest = open.get(partition);
          long done = rest.isEmpty() ? end : rest.first();
          Long before = committed.put(partition, done);
          if (before == null || before != done) {
            offsets.put(partition, new OffsetAndMetadata(done));
          }
        });
    return offsets;
  }
}
