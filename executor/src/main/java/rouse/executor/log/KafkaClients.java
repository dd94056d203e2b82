package rouse.executor.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;

/** How the executor's Kafka clients are set. */
public final class KafkaClients {
  /** An idle fetch waits at the broker; a record that arrives ends the wait at once. */
  private static final int IDLE_FETCH_MS = 5_000;

  private final KafkaClientFactory factory;
  private final String name;

  /**
   * @param name of the executor, for the broker's log
   */
  public KafkaClients(Settings settings, String name) {
    Map<String, Object> common = new HashMap<>(settings.kafkaClient());
    common.put(CommonClientConfigs.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    // One host after another at once, and no long pause after a broker's absence.
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    this.factory = new KafkaClientFactory(common);
    this.name = name;
  }

  /**
   * For what must not be lost: it is kept and retried until a broker acknowledges it, however long
   * that takes.
   */
  public KafkaProducer<byte[], byte[]> producerOfFacts() {
    return factory.producer(
        name + "-facts",
        Map.of(
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            Integer.MAX_VALUE,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topics.LARGEST_LETTER));
  }

  /**
   * For requests: their sender waits for the answer.
   *
   * @param patience of the sender
   */
  public KafkaProducer<byte[], byte[]> producerOfRequests(Duration patience) {
    return factory.producerWithin(
        Duration.ofMillis(Math.clamp(patience.toMillis(), 1_000, Integer.MAX_VALUE)),
        Duration.ZERO,
        name + "-requests",
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * For beats. A beat that arrives late would say that an instance is alive which was alive, so it
   * is given up soon. The beats of one moment travel together.
   */
  public KafkaProducer<byte[], byte[]> producerOfBeats() {
    return factory.producer(
        name + "-beats",
        Map.of(
            ProducerConfig.ACKS_CONFIG, "1",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false,
            ProducerConfig.LINGER_MS_CONFIG, 5,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 900,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1_000,
            ProducerConfig.MAX_BLOCK_MS_CONFIG, 200));
  }

  /** Reads what is committed, from assigned partitions; its group only keeps offsets. */
  public Consumer<byte[], byte[]> consumer(String group, String resetTo) {
    return factory.consumer(
        group,
        new ByteArrayDeserializer(),
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG, group,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, resetTo,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, IDLE_FETCH_MS));
  }
}
