package rouse.streams.clock;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.TopicPartition;

/**
 * How far this process has read the topics that it takes beats from. Asked by the thread that reads
 * them.
 */
public interface ReadProgress {
  /** Of what is not read through {@link TrackedReads}: nothing is known. */
  ReadProgress UNKNOWN =
      new ReadProgress() {
        @Override
        public Set<TopicPartition> assigned(Collection<String> topics, int partition) {
          return Set.of();
        }

        @Override
        public CompletionStage<Map<TopicPartition, Long>> ends(Set<TopicPartition> sources) {
          return CompletableFuture.completedStage(Map.of());
        }

        @Override
        public boolean hasRead(TopicPartition source, long end, long processed) {
          return false;
        }

        @Override
        public long appendedAt(int partition) {
          return 0;
        }
      };

  /** A task begins with these; what was read of them before, by another, does not count. */
  Set<TopicPartition> assigned(Collection<String> topics, int partition);

  /** Asks the brokers where the sources end now; fails when a leader does not answer. */
  CompletionStage<Map<TopicPartition, Long>> ends(Set<TopicPartition> sources);

  /**
   * Whether everything before an offset has been processed.
   *
   * @param processed offset of the last record that was processed; -1 when there was none
   */
  boolean hasRead(TopicPartition source, long end, long processed);

  /**
   * The broker's time of the newest record that this process has appended to a partition of the
   * heartbeat log, and knows to be there; 0 when there is none. The broker's clock shows no less.
   */
  long appendedAt(int partition);
}
