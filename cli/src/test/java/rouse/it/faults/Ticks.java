package rouse.it.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.topic.Topics;
import rouse.it.TopicReader;

/** The log's own clock: where its ticks are far apart, nobody was there to judge. */
final class Ticks {
  private Ticks() {}

  /** The longest time without a tick in any partition, since some moment. */
  static Duration longestGap(String bootstrap, Instant since) {
    List<ConsumerRecord<byte[], byte[]>> records =
        new TopicReader(bootstrap).read(Topics.withDefaultNames().heartbeats().name());
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
    return Duration.ofMillis(longest);
  }

  private static boolean isTick(ConsumerRecord<byte[], byte[]> record) {
    try {
      return HeartbeatCodec.read(record.headers(), record.value()) instanceof Tick;
    } catch (RuntimeException junk) {
      return false;
    }
  }
}
