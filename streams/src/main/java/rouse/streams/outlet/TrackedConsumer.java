package rouse.streams.outlet;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import rouse.contracts.topic.BoundedConsumer;
import rouse.streams.clock.TrackedReads;

/** A consumer that shows how far it was read. */
final class TrackedConsumer extends BoundedConsumer<byte[]> {
  private final TrackedReads reads;

  TrackedConsumer(Map<String, Object> config, TrackedReads reads) {
    super(config, new ByteArrayDeserializer());
    this.reads = reads;
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    reads.reads(this);
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    reads.returned(records);
    return records;
  }
}
