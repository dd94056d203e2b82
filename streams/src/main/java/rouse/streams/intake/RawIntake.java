package rouse.streams.intake;

import java.util.List;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import rouse.contracts.topic.Topic;

/**
 * Source and dead-letter sink alone, {@code read_<what>} and {@code bury_<what>}, for a processor
 * that decodes by itself.
 *
 * @param what noun in the names of the nodes
 * @param sources names of the topics that are read
 * @param reset where a consumer group without offsets begins
 * @param deadLetters where goes what is not understood
 */
public record RawIntake(
    String what, List<String> sources, AutoOffsetReset reset, Topic<byte[], byte[]> deadLetters) {

  /** As much as brokers by default let a sender's clock be ahead of theirs. */
  private static final long AHEAD_MS = 3_600_000;

  /**
   * A client that is not Kafka's own may send a negative time stamp, which no node of Streams may
   * carry and its default extractor takes as the end of the thread; and one from a far future,
   * which the topic that is written to may refuse. The broker's own stamps are taken as they are.
   */
  private static final TimestampExtractor IN_TIME =
      (message, partitionTime) ->
          message.timestampType() == TimestampType.LOG_APPEND_TIME
              ? message.timestamp()
              : Math.clamp(message.timestamp(), 0, System.currentTimeMillis() + AHEAD_MS);

  /** Adds the source; it gives bytes. */
  public void addSourceTo(Topology topology) {
    topology.addSource(
        reset,
        source(),
        IN_TIME,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        sources.toArray(String[]::new));
  }

  /**
   * Adds source and processor of a store that is a function of the topic alone, which therefore is
   * what the store is restored from: it needs no changelog. There must be one source.
   *
   * @param processor the only one that writes to the store; the dead-letter sink may be below it
   */
  public void addStoreTo(
      Topology topology,
      StoreBuilder<?> store,
      String node,
      ProcessorSupplier<byte[], byte[], Object, Object> processor) {
    topology.addReadOnlyStateStore(
        store,
        source(),
        IN_TIME,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        sources.getFirst(),
        node,
        forwardingNothing(processor));
  }

  /** Kafka's signature excludes sinks below such a processor, its topology does not. */
  @SuppressWarnings("unchecked")
  private static ProcessorSupplier<byte[], byte[], Void, Void> forwardingNothing(
      ProcessorSupplier<byte[], byte[], ?, ?> processor) {
    return (ProcessorSupplier<byte[], byte[], Void, Void>) processor;
  }

  /** Adds the sink below the processor that decodes; {@link DeadLetterPublisher} forwards to it. */
  public void addDeadLetterSinkTo(Topology topology, String parent) {
    topology.addSink(
        deadLetterSink(),
        deadLetters.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        parent);
  }

  /** Name of the source node. */
  public String source() {
    return "read_" + what;
  }

  /** Name of the dead-letter sink. */
  public String deadLetterSink() {
    return "bury_" + what;
  }
}
