package rouse.contracts.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import rouse.contracts.settings.Settings;

/**
 * Makes Kafka's clients, in one way: first what the settings say of every client, over it what
 * Rouse says of this one.
 */
public final class KafkaClientFactory {
  private static final int LONGEST_REQUEST_MS = 30_000;

  private final Map<String, Object> common;

  /**
   * @param common what holds for every client, as {@link Settings#kafkaClient} says it
   */
  public KafkaClientFactory(Map<String, ?> common) {
    this.common = Map.copyOf(common);
  }

  public static KafkaClientFactory of(Settings settings) {
    return new KafkaClientFactory(settings.kafkaClient());
  }

  /** A client that waits as long as Kafka's defaults say. */
  public Admin admin() {
    return Admin.create(common);
  }

  /** A client that waits no longer than this for an answer. */
  public Admin admin(Duration patience) {
    int longest = (int) patience.toMillis();
    return Admin.create(
        with(
            Map.of(
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                longest,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                longest)));
  }

  /** A producer of bytes. */
  public KafkaProducer<byte[], byte[]> producer(String clientId, Map<String, ?> own) {
    Map<String, Object> config = with(own);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A producer for a sender that waits. What is not written within the patience is not written
   * later either, since its sender was told that it failed.
   *
   * @param patience of the sender
   * @param linger how long a record waits for others
   */
  public <K, V> KafkaProducer<K, V> producerWithin(
      Duration patience,
      Duration linger,
      String clientId,
      Serializer<K> keys,
      Serializer<V> values) {
    int longest = (int) patience.toMillis();
    int gathering = (int) linger.toMillis();
    Map<String, Object> config = with(Map.of(ProducerConfig.CLIENT_ID_CONFIG, clientId));
    config.put(ProducerConfig.LINGER_MS_CONFIG, gathering);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, longest);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, longest);
    // Kafka demands that this and the lingering are together within the delivery time-out.
    config.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        Math.min(longest - gathering, LONGEST_REQUEST_MS));
    return new KafkaProducer<>(config, keys, values);
  }

  /** A reader that commits nothing by itself and whose polls take bounded memory. */
  public <K> BoundedConsumer<K> consumer(
      String clientId, Deserializer<K> keys, Map<String, ?> own) {
    Map<String, Object> config = with(Map.of(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false));
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.putAll(own);
    return BoundedConsumer.of(config, keys);
  }

  private Map<String, Object> with(Map<String, ?> own) {
    Map<String, Object> config = new HashMap<>(common);
    config.putAll(own);
    return config;
  }
}
