package rouse.executor.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.platform.HostId;
import rouse.contracts.topic.Topics;

/**
 * Writes beats and load reports, and forgets those that cannot be written now: the next one is as
 * good.
 */
public final class BeatWriter implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final String source;
  private final Clock clock;

  public BeatWriter(Producer<byte[], byte[]> producer, Topics topics, HostId host, Clock clock) {
    this.producer = producer;
    this.topic = topics.heartbeats().name();
    this.source = "/executor/" + host;
    this.clock = clock;
  }

  /**
   * @param key the instance, or {@code host/<host>/<platform>}
   * @param beat a beat, or a load report
   * @return whether it was handed over
   */
  @SuppressWarnings("FutureReturnValueIgnored")
  public boolean write(String key, HeartbeatRecord beat) {
    RecordHeaders headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, beat, source, clock.instant());
    try {
      producer.send(
          new ProducerRecord<>(
              topic, null, key.getBytes(UTF_8), HeartbeatCodec.write(beat), headers));
      return true;
    } catch (KafkaException noBrokerNow) {
      return false;
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
  }
}
