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
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.topic.Topic;

/** Reads all that is committed in a topic now, partition by partition; nothing where none is. */
public record TopicReader(Map<String, Object> client) {

  public TopicReader(String bootstrap) {
    this(Map.of("bootstrap.servers", bootstrap));
  }

  /** As bytes. */
  public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
    try (var consumer =
        new KafkaConsumer<>(config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return drain(consumer, topic);
    }
  }

  public <K, V> List<ConsumerRecord<K, V>> read(Topic<K, V> topic) {
    try (var consumer =
        new KafkaConsumer<>(
            config(),
            topic.keySerde().deserializer(),
            EventSchemaCheck.checking(topic.valueSerde().deserializer()))) {
      return drain(consumer, topic.name());
    }
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
            "group.id", "it-" + UUID.randomUUID()));
    return config;
  }

  private static <K, V> List<ConsumerRecord<K, V>> drain(KafkaConsumer<K, V> from, String topic) {
    List<TopicPartition> partitions =
        Objects.requireNonNullElse(from.partitionsFor(topic), List.<PartitionInfo>of()).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    from.assign(partitions);
    from.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = from.endOffsets(partitions);
    List<ConsumerRecord<K, V>> all = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> from.position(e.getKey()) < e.getValue())) {
      from.poll(Duration.ofMillis(100)).forEach(all::add);
    }
    return all;
  }
}
