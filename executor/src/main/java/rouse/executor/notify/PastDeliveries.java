package rouse.executor.notify;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Delivery;
import rouse.contracts.topic.Topics;

/**
 * Reads back what was recorded and not yet committed when a notifier ended: messages end in any
 * order, and an offset says only how far all are done.
 */
final class PastDeliveries {
  private static final Logger LOG = LoggerFactory.getLogger(PastDeliveries.class);
  private static final Duration POLL = Duration.ofMillis(500);

  /** The time of two partitions may differ when they have different leaders. */
  private static final long MARGIN_MS = Duration.ofMinutes(10).toMillis();

  private final Topics topics;
  private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers;

  PastDeliveries(
      Topics topics,
      Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers) {
    this.topics = topics;
    this.consumers = consumers;
  }

  /** Hands over every delivery that was recorded since shortly before a time of the log. */
  void since(long time, Consumer<Delivery> taker) {
    String topic = topics.deliveries().name();
    try (var consumer = consumers.get()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      Map<TopicPartition, Long> times = new HashMap<>();
      partitions.forEach(p -> times.put(p, Math.max(0, time - MARGIN_MS)));
      Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
      for (TopicPartition p : partitions) {
        OffsetAndTimestamp start = starts.get(p);
        consumer.seek(p, start == null ? ends.get(p) : start.offset());
      }
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(record -> read(record, taker));
      }
    }
  }

  private void read(ConsumerRecord<byte[], byte[]> record, Consumer<Delivery> taker) {
    try {
      taker.accept(topics.signer().read(Delivery.class, record.headers(), record.value()).body());
    } catch (RuntimeException e) {
      LOG.warn("a delivery at offset {} cannot be read: {}", record.offset(), e.getMessage());
    }
  }
}
