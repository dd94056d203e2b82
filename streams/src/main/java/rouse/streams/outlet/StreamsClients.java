package rouse.streams.outlet;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaClientSupplier;
import rouse.contracts.topic.BoundedConsumer;
import rouse.streams.clock.TrackedReads;

/**
 * Kafka's clients for one Kafka Streams application: producers that know what goes in, and
 * consumers that take in no more than there is room for.
 */
public final class StreamsClients implements KafkaClientSupplier {
  private final TopicLimits limits = TopicLimits.of(() -> this.admin);
  private final TrackedReads reads;
  private volatile Admin admin;

  /**
   * @param reads is shown what the main consumers read and what the producers have appended
   */
  public StreamsClients(TrackedReads reads) {
    this.reads = reads;
    reads.askThrough(() -> this.admin);
  }

  /** Kafka Streams makes one, before anything else, and closes it. */
  @Override
  public Admin getAdmin(Map<String, Object> config) {
    admin = Admin.create(config);
    return admin;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new SizeCheckingProducer(config, limits, reads);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new TrackedConsumer(config, reads);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return BoundedConsumer.ofBytes(config);
  }
}
