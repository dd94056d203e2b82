package rouse.streams.liveness;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * How Kafka Streams runs the liveness application. Who starts it adds application id, brokers,
 * state folder and number of threads.
 */
public final class LivenessConfig {
  private LivenessConfig() {}

  /** Settings of Kafka Streams by name; each line says why. */
  public static Map<String, Object> streamsProperties() {
    return Map.ofEntries(
        // A fact's id is made from its evidence, so a repeat is recognised; transactions for ticks
        // alone would cost a third of a core at the broker.
        Map.entry(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE),
        // A commit only says where to read on after a restart. What is read again changes nothing,
        // but the less, the sooner the first tick comes back.
        Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 5_000),
        // The thread looks for due ticks between two polls. A poll that finds a record returns at
        // once, and while all is quiet the last tick is one: so the next is late by what it took
        // to come back. At 10 ms, twenty modules cost 8 % of a core more.
        Map.entry(StreamsConfig.POLL_MS_CONFIG, 100L),
        // Streams' default is 100 ms. Long enough for the ticks of all partitions to go together.
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 3),
        // The bridge writes many small records; one request in flight gathers the next batch.
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 128 * 1024),
        // A broker that is away for some minutes is waited for; giving up would stop the thread.
        Map.entry(
            StreamsConfig.producerPrefix(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG), 3_600_000),
        Map.entry(StreamsConfig.producerPrefix(ProducerConfig.MAX_BLOCK_MS_CONFIG), 3_600_000L),
        // Beats are small: by the thousand they cost a fraction of what they cost by the hundred.
        Map.entry(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000),
        Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 20_000),
        // A changelog's name must not change because a node was added before it.
        Map.entry(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true));
  }
}
