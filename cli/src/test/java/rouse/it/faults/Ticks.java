package rouse.it.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.it.TopicReader;

/** The log's own clock: where its ticks are far apart, nobody was there to judge. */
final class Ticks {
  /** What a fault takes to show. */
  private static final Duration SETTLES = Duration.ofSeconds(2);

  private Ticks() {}

  /**
   * The longest time without a tick in any partition, since some moment. It waits until all of them
   * tick again, since a gap is known by its end.
   */
  static Duration longestGap(String bootstrap, Instant since) {
    Instant settled = Instant.now().plus(SETTLES);
    return Observers.soon()
        .until(() -> read(bootstrap, since, settled), Optional::isPresent)
        .orElseThrow();
  }

  /** Empty while a partition has no tick after it settled. */
  private static Optional<Duration> read(String bootstrap, Instant since, Instant settled) {
    Topic<?, ?> heartbeats = Topics.withDefaultNames().heartbeats();
    List<ConsumerRecord<byte[], byte[]>> records =
        new TopicReader(bootstrap).read(heartbeats.name());
    Map<Integer, Long> last = new HashMap<>();
    long longest = 0;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (!isTick(record)) {
        continue;
      }
      Long before = last.put(record.partition(), record.timestamp());
      if (before != null && record.timestamp() >= since.toEpochMilli()) {
        longest = Math.max(longest, record.timestamp() - before);
      }
    }
    boolean allTick =
        last.size() == heartbeats.partitions()
            && last.values().stream().allMatch(time -> time > settled.toEpochMilli());
    return allTick ? Optional.of(Duration.ofMillis(longest)) : Optional.empty();
  }

  private static boolean isTick(ConsumerRecord<byte[], byte[]> record) {
    try {
      return HeartbeatCodec.read(record.headers(), record.value()) instanceof Tick;
    } catch (RuntimeException junk) {
      return false;
    }
  }
}
