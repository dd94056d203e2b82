package rouse.streams.decide;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How Kafka Streams runs the application that decides and carries out requests: few and weighty
 * records, exactly once, and committed at once. Who starts it adds application id, brokers, state
 * folder and number of threads.
 */
public final class DecideConfig {
  private DecideConfig() {}

  /**
   * Settings of Kafka Streams by name; each line says why.
   *
   * @param commitInterval between transactions
   */
  public static Map<String, Object> streamsProperties(Duration commitInterval) {
    return Map.ofEntries(
        Map.entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2),
        Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, commitInterval.toMillis()),
        // A transaction that begins while the markers of the last are still being written is turned
        // away once; the default would wait 100 ms and more, in each of twenty transactions a
        // second.
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 5),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 100),
        // With more requests on their way, what follows the one turned away arrives without it: the
        // broker logs an error of its sequence, and a task may be thrown away and restored for it.
        Map.entry(
            StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1),
        // Streams raises it to 100 ms for throughput; a fact must not wait.
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 2),
        // A burst of requests makes some thousand small records per transaction.
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024),
        Map.entry(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
  }
}
