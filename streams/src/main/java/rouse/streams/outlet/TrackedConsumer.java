package rouse.streams.outlet;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import rouse.contracts.topic.BoundedConsumer;
import rouse.contracts.topic.ClockStep;
import rouse.streams.clock.TrackedReads;

/** A consumer that shows how far it was read, and that survives no clock that was set back. */
final class TrackedConsumer extends BoundedConsumer<byte[]> {
  private final TrackedReads reads;
  private final ClockStep clock = new ClockStep();

  TrackedConsumer(Map<String, Object> config, TrackedReads reads) {
    super(config, new ByteArrayDeserializer());
    this.reads = reads;
  }

  /**
   * @throws ClockWentBack when the clock was set back, so that the thread is replaced
   */
  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    if (clock.wentBack()) {
      throw new ClockWentBack();
    }
    reads.reads(this);
    ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
    reads.returned(records);
    return records;
  }

  /**
   * Leaves the group, whatever Kafka Streams says. It stays in it when it replaces a thread, and
   * then nobody reads the thread's partitions until its session has run out.
   */
  @Override
  public void close(CloseOptions options) {
    super.close(options.withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
  }
}
