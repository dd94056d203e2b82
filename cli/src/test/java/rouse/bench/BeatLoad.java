package rouse.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.it.TestCluster;

/** Beats of many instances, written ahead and read without Streams. */
final class BeatLoad {
  static final int INSTANCES = 100_000;
  private final TestCluster cluster;

  BeatLoad(TestCluster cluster) {
    this.cluster = cluster;
  }

  static String key(int instance) {
    return "ias/module_" + instance % 100 + "/" + (instance + 1);
  }

  /** A producer that gathers batches, as a fleet of modules through a proxy would. */
  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            cluster.bootstrap(),
            "linger.ms",
            20,
            "batch.size",
            512 * 1024,
            "buffer.memory",
            128L * 1024 * 1024),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Every instance beats in turn, with sequence numbers. */
  void writeBeats(String topic, int beats) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < beats; i++) {
        byte[] value = HeartbeatCodec.write(Beat.of(1, i / INSTANCES + 1));
        producer.send(new ProducerRecord<>(topic, key(i % INSTANCES).getBytes(UTF_8), value));
      }
    }
  }

  /** The same in the original format, without keys. */
  void writeOriginalBeats(String topic, int beats) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      for (int i = 0; i < beats; i++) {
        String value = "{\"module\":\"m_" + i % INSTANCES + "\",\"ts\":" + i + ",\"Status\":1}";
        producer.send(new ProducerRecord<>(topic, value.getBytes(UTF_8)));
      }
    }
  }

  /** Records per second of a bare consumer over a whole topic, from a count to another. */
  double bareConsumerRate(String topic, int partitions, long from, long to) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", cluster.bootstrap());
    config.put("group.id", "bare-" + UUID.randomUUID());
    config.put("max.poll.records", 10_000);
    config.put("enable.auto.commit", false);
    try (var consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          java.util.stream.IntStream.range(0, partitions)
              .mapToObj(partition -> new TopicPartition(topic, partition))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      long read = 0;
      while (read < from) {
        read += consumer.poll(Duration.ofSeconds(1)).count();
      }
      long counted = read;
      long begun = System.nanoTime();
      while (read < to) {
        read += consumer.poll(Duration.ofSeconds(1)).count();
      }
      return (read - counted) * 1e9 / (System.nanoTime() - begun);
    }
  }
}
