package rouse.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.topic.Topic;

/**
 * Reads all that is committed in a topic now; nothing where none is. Tests ask again and again
 * until they see what they wait for: what was read is kept, and only what came since is read. Where
 * a topic is made anew or cleared in between, its reader must be new as well.
 */
public final class TopicReader implements AutoCloseable {
  private final Map<String, Object> client;
  private final Map<Object, Reading<?, ?>> readings = new HashMap<>();

  /**
   * @param client settings of its consumers, besides those that make them read all that is there
   */
  public TopicReader(Map<String, Object> client) {
    this.client = Map.copyOf(client);
  }

  public TopicReader(String bootstrap) {
    this(Map.of("bootstrap.servers", bootstrap));
  }

  /** As bytes. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    return this.<byte[], byte[]>read(
        topic, topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  public <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) {
    return read(
        topic,
        topic.name(),
        topic.keySerde().deserializer(),
        EventSchemaCheck.checking(topic.valueSerde().deserializer()));
  }

  @SuppressWarnings("unchecked") // each key has one type of reading
  private synchronized <K, V> List<ConsumerRecord<K, V>> read(
      Object key, String topic, Deserializer<K> keys, Deserializer<V> values) {
    return ((Reading<K, V>)
            readings.computeIfAbsent(
                key, k -> new Reading<>(new KafkaConsumer<>(config(), keys, values), topic)))
        .now();
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new HashMap<>(client);
    config.putAll(
        Map.of(
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "false",
            // A topic that is still to be made must not come to be with the broker's settings.
            "allow.auto.create.topics", "false",
            // Closing waits for the fetch that is at the broker.
            "fetch.max.wait.ms", "10",
            "metric.reporters", "",
            "group.id", "it-" + UUID.randomUUID()));
    return config;
  }

  /** What was read of one topic so far, and the consumer that goes on from there. */
  private record Reading<K, V>(
      KafkaConsumer<K, V> consumer, String topic, List<ConsumerRecord<K, V>> all) {

    Reading(KafkaConsumer<K, V> consumer, String topic) {
      this(consumer, topic, new ArrayList<>());
    }

    List<ConsumerRecord<K, V>> now() {
      if (consumer.assignment().isEmpty()) {
        assign();
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return List.copyOf(all);
    }

    private void assign() {
      List<TopicPartition> partitions =
          Objects.requireNonNullElse(consumer.partitionsFor(topic), List.<PartitionInfo>of())
              .stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    }
  }

  @Override
  public synchronized void close() {
    readings.values().forEach(reading -> reading.consumer().close());
    readings.clear();
  }
}
