package rouse.streams.liveness;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import rouse.streams.clock.ReadProgress;

/** A source that is read to its end, unless a test says otherwise. */
final class KnownReads implements ReadProgress {
  static final TopicPartition SOURCE = new TopicPartition("HeartBeat", 0);
  private final LongSupplier brokerClock;

  /** There is more in it than was processed. */
  boolean behind;

  /** Its leader is away. */
  boolean away;

  KnownReads(LongSupplier brokerClock) {
    this.brokerClock = brokerClock;
  }

  @Override
  public Set<TopicPartition> assigned(Collection<String> topics, int partition) {
    return Set.of(SOURCE);
  }

  @Override
  public CompletionStage<Map<TopicPartition, Long>> ends(Set<TopicPartition> sources) {
    return away
        ? CompletableFuture.failedStage(new IllegalStateException("no leader"))
        : CompletableFuture.completedStage(Map.of(SOURCE, 1L));
  }

  @Override
  public boolean hasRead(TopicPartition source, long wanted, long processed) {
    return !behind;
  }

  @Override
  public long appendedAt(int partition) {
    return brokerClock.getAsLong();
  }
}
