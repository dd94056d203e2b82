package rouse.executor.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.BoundedConsumer;
import rouse.contracts.topic.Topics;

/** How the executor's Kafka clients are set. */
public final class KafkaClients {
  /** An idle fetch waits at the broker; a record that arrives ends the wait at once. */
  private static final int IDLE_FETCH_MS = 5_000;

  private static final int LONGEST_REQUEST_MS = 30_000;

  private final Map<String, Object> common;
  private final String name;

  /**
   * @param name of the executor, for the broker's log
   */
  public KafkaClients(Settings settings, String name) {
    this.common = new HashMap<>(settings.kafkaClient());
    this.name = name;
    common.put(CommonClientConfigs.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    // One host after another at once, and no long sulk after a broker's absence.
    common.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
  }

  /**
   * For what must not be lost: it is kept and retried until a broker acknowledges it, however long
   * that takes.
   */
  public KafkaProducer<byte[], byte[]> producerOfFacts() {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, name + "-facts");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_LETTER);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * For what somebody asks and waits for: later than that it is not written, since its sender was
   * told so.
   *
   * @param patience of the sender
   */
  public KafkaProducer<byte[], byte[]> producerOfRequests(Duration patience) {
    int longest = Math.clamp(patience.toMillis(), 1_000, Integer.MAX_VALUE);
    Map<String, Object> config = new HashMap<>(common);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, name + "-requests");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, longest);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(longest, LONGEST_REQUEST_MS));
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, longest);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * For beats. A beat that arrives late would say that something is alive which was; so it is given
   * up soon. The beats of one moment travel together.
   */
  public KafkaProducer<byte[], byte[]> producerOfBeats() {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, name + "-beats");
    config.put(ProducerConfig.ACKS_CONFIG, "1");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 900);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 1_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 200);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Reads what is committed, from assigned partitions; its group only keeps offsets. */
  public Consumer<byte[], byte[]> consumer(String group, String resetTo) {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, resetTo);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, IDLE_FETCH_MS);
    return BoundedConsumer.ofBytes(config);
  }
}
