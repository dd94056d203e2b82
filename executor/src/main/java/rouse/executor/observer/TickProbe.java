package rouse.executor.observer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;

/**
 * Looks whether the observer writes its ticks. It reads for a moment at the end of the heartbeats
 * and no more, so that its cost does not grow with the beats between two looks.
 */
public final class TickProbe {
  private static final byte[] TICK = "rouse.heartbeat.Tick".getBytes(UTF_8);
  private static final Duration POLL = Duration.ofMillis(200);

  /** The observer writes ten ticks in a second to each partition. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  /**
   * Reads uncommitted records, as the observer does: it writes its ticks outside of transactions
   * and reads them back behind a transaction of the decider that hangs. A reader of committed
   * records alone would see no tick and take a live observer for a silent one.
   */
  private static final Map<String, Object> READER =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          "read_uncommitted",
          // Closing waits for the fetch that is at the broker.
          ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
          (int) POLL.toMillis());

  private final String topic;
  private final KafkaClientFactory clients;
  private final String name;

  /**
   * What one look saw.
   *
   * @param newest time of the newest tick by the broker's clock; the epoch when there was none
   * @param ticking partitions that got a tick
   */
  public record Look(Instant newest, int ticking, int partitions) {
    /** Whether somebody observes at all. */
    public boolean any() {
      return ticking > 0;
    }

    /** Whether everything is observed. */
    public boolean all() {
      return ticking == partitions;
    }
  }

  /**
   * @param name of its Kafka client
   */
  public TickProbe(Settings settings, Topics topics, String name) {
    this.topic = topics.heartbeats().name();
    this.clients = KafkaClientFactory.of(settings);
    this.name = name;
  }

  /**
   * Looks; each of its questions to the broker has three seconds. A partition without a leader is a
   * broker that does not answer, also for the others: what the observer cannot write there holds up
   * all that it writes (its commits wait for it), so missing ticks would say nothing against it.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  public Look look() {
    try (var consumer = clients.consumer(name, new ByteArrayDeserializer(), READER)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, LONGEST).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(partition -> consumer.position(partition, LONGEST));
      return read(consumer, partitions.size());
    }
  }

  private static Look read(Consumer<byte[], byte[]> consumer, int partitions) {
    Set<Integer> ticking = new HashSet<>();
    long newest = 0;
    long until = System.nanoTime() + LONGEST.toNanos();
    while (ticking.size() < partitions && System.nanoTime() - until < 0) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (isTick(record)) {
          ticking.add(record.partition());
          newest = Math.max(newest, record.timestamp());
        }
      }
    }
    return new Look(Instant.ofEpochMilli(newest), ticking.size(), partitions);
  }

  private static boolean isTick(ConsumerRecord<byte[], byte[]> record) {
    var type = record.headers().lastHeader(CloudEvents.TYPE);
    return type != null && Arrays.equals(type.value(), TICK);
  }
}
