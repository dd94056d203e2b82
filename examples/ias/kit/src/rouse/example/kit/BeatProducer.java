package rouse.example.kit;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka producer for what is only worth sending while it is fresh. It outlives any absence of the
 * broker with two beats in memory at most, and is back within a second of the broker's return.
 */
final class BeatProducer {
  private final String broker;
  private KafkaProducer<byte[], byte[]> producer;
  private volatile Exception failure;

  BeatProducer(String broker) {
    this.broker = broker;
  }

  /** Throws when this beat cannot even be handed over, or when the one before it was lost. */
  void send(String topic, String key, byte[] value, Map<String, String> headers) throws Exception {
    ProducerRecord<byte[], byte[]> beat =
        new ProducerRecord<>(
            topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value);
    headers.forEach(
        (name, text) -> beat.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    if (producer == null) {
      // not in the constructor: it fails while the broker's name cannot be looked up
      producer =
          new KafkaProducer<>(settings(), new ByteArraySerializer(), new ByteArraySerializer());
    }
    producer.send(beat, (where, problem) -> failure = problem);
    if (failure != null) {
      throw failure;
    }
  }

  private Map<String, Object> settings() {
    return Map.ofEntries(
        Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
        Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false),
        Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
        Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 900),
        Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2000),
        Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2000),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100),
        Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000),
        Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 1000),
        Map.entry(ProducerConfig.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG, 2000),
        Map.entry(ProducerConfig.METADATA_MAX_AGE_CONFIG, 10_000),
        Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 1024),
        Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 65_536L));
  }
}
