package rouse.executor.notify;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.BoundedConsumer;
import rouse.contracts.topic.Topics;

/** How the notifier's Kafka clients are set. */
final class NotifyClients {
  /** A notifier that was killed is missed soon, and its restart has its partitions at once. */
  private static final int SESSION_MS = 10_000;

  private static final int FETCH_BYTES = 8 * 1024 * 1024;

  /**
   * An idle fetch waits at the broker, and a record that arrives ends the wait at once; partitions
   * that are newly assigned wait for it.
   */
  private static final int IDLE_FETCH_MS = 2_000;

  /** A reader that closes waits for the fetch that is at the broker. */
  private static final int LAST_FETCH_MS = 10;

  private final Map<String, String> common;
  private final String host;

  NotifyClients(Settings settings, String host) {
    this.common = settings.kafkaClient();
    this.host = host;
  }

  Producer<byte[], byte[]> producer() {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, host + "-notify");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_LETTER);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Admin admin() {
    Map<String, Object> config = new HashMap<>(common);
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, host + "-notify-groups");
    return Admin.create(config);
  }

  /** A member of a group; what nobody has committed yet is read from there on. */
  Consumer<byte[], byte[]> member(String group, String reset) {
    Map<String, Object> config = reader(group);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, host);
    config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset);
    return BoundedConsumer.ofBytes(config);
  }

  /** Reads assigned partitions to their end, and belongs to no group. */
  Consumer<byte[], byte[]> once(String name) {
    Map<String, Object> config = reader(name);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LAST_FETCH_MS);
    return BoundedConsumer.ofBytes(config);
  }

  private Map<String, Object> reader(String name) {
    Map<String, Object> config = new HashMap<>(common);
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, host + "-" + name);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, IDLE_FETCH_MS);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    return config;
  }
}
