package rouse.executor.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.platform.HostId;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.Topics;

/** Writes what containers use, and forgets what cannot be written now: the next look comes soon. */
public final class UsageWriter {
  private final Producer<byte[], byte[]> producer;
  private final Topics topics;
  private final byte[] source;
  private final Clock clock;

  /**
   * @param producer of the beats, who is closed by another
   */
  public UsageWriter(Producer<byte[], byte[]> producer, Topics topics, HostId host, Clock clock) {
    this.producer = producer;
    this.topics = topics;
    this.source = CloudEvents.utf8("/executor/" + host);
    this.clock = clock;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  public void write(String platform, HostUsage usage) {
    byte[] value = usage.toBytes();
    RecordHeaders headers = new RecordHeaders();
    headers.add(CloudEvents.ID, CloudEvents.utf8(UUID.randomUUID().toString()));
    headers.add(CloudEvents.TYPE, CloudEvents.utf8(HostUsage.TYPE));
    headers.add(CloudEvents.SOURCE, source);
    headers.add(CloudEvents.TIME, CloudEvents.utf8(clock.instant().toString()));
    headers.add(CloudEvents.SPEC_VERSION, CloudEvents.utf8("1.0"));
    headers.add(CloudEvents.CONTENT_TYPE, CloudEvents.utf8("application/json"));
    headers.add(CloudEvents.SUBJECT, CloudEvents.utf8(platform));
    topics.signer().sign(headers, value);
    try {
      producer.send(
          new ProducerRecord<>(
              topics.usage().name(), null, platform.getBytes(UTF_8), value, headers));
    } catch (KafkaException noBrokerNow) {
      // A gap in a curve.
    }
  }
}
