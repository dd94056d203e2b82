package rouse.streams.outlet;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import rouse.contracts.topic.RecordSize;
import rouse.streams.clock.TrackedReads;

/**
 * A producer that refuses, before it sends it, a record that its topic would not take. Kafka's own
 * finds out too late: a record that it or the broker refuses spoils the whole transaction, so that
 * a handler's answer to go on is followed by a commit that fails, and by the same record again.
 *
 * <p>The caller learns of it in its own thread, while it still serves the record that this one
 * follows from.
 */
final class SizeCheckingProducer extends KafkaProducer<byte[], byte[]> {
  /** Every topic takes as much; most records are smaller and cost no question. */
  private static final int SMALL = 16 * 1024;

  private static final long NONE = -1;
  private final TopicLimits limits;
  private final TrackedReads reads;
  private final int largestRequest;

  SizeCheckingProducer(Map<String, Object> config, TopicLimits limits, TrackedReads reads) {
    super(config, new ByteArraySerializer(), new ByteArraySerializer());
    this.limits = limits;
    this.reads = reads;
    this.largestRequest = largestRequest(config);
  }

  private static int largestRequest(Map<String, Object> config) {
    String name = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
    Object byDefault = ProducerConfig.configDef().defaultValues().get(name);
    return (Integer)
        ConfigDef.parseType(name, config.getOrDefault(name, byDefault), ConfigDef.Type.INT);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    long size = RecordSize.of(record.key(), record.value(), record.headers());
    if (size > SMALL) {
      long limit = Math.min(limits.of(record.topic()), largestRequest);
      if (size > limit) {
        return refuse(record, callback, new Oversized(size, limit));
      }
    }
    return super.send(record, tracked(callback));
  }

  private Callback tracked(Callback callback) {
    return (place, failure) -> {
      if (failure == null) {
        reads.appended(place);
      }
      if (callback != null) {
        callback.onCompletion(place, failure);
      }
    };
  }

  private static Future<RecordMetadata> refuse(
      ProducerRecord<byte[], byte[]> record, Callback callback, Oversized why) {
    if (callback != null) {
      int partition =
          record.partition() == null ? RecordMetadata.UNKNOWN_PARTITION : record.partition();
      TopicPartition place = new TopicPartition(record.topic(), partition);
      callback.onCompletion(new RecordMetadata(place, NONE, 0, NONE, -1, -1), why);
    }
    return CompletableFuture.failedFuture(why);
  }
}
