package rouse.streams.intake;

import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/**
 * The first steps of a topology: {@code read_<what>}, {@code decode_<what>}, {@code bury_<what>}.
 *
 * <pre>{@code
 * Intake.ofEvents("facts", Fact.class, topics.facts(), topics).addTo(topology, "decide");
 * topology.addProcessor("decide", DecideProcessor::new, "decode_facts");
 * }</pre>
 *
 * @param what noun in the names of the nodes
 * @param sources names of the topics that are read
 * @param reset where a consumer group without offsets begins
 * @param decoder from bytes to what they mean
 * @param deadLetters where the rest goes
 */
public record Intake<K, V>(
    String what,
    List<String> sources,
    AutoOffsetReset reset,
    Decoder<K, V> decoder,
    Topic<byte[], byte[]> deadLetters) {

  /**
   * A client that is not Kafka's own may send a negative time stamp, which no node of Streams may
   * carry and its default extractor takes as the end of the thread.
   */
  private static final TimestampExtractor NEVER_NEGATIVE =
      (message, partitionTime) -> Math.max(0, message.timestamp());

  /** Our own events of one family, read from the beginning. */
  public static <E extends Event> Intake<String, Envelope<E>> ofEvents(
      String what, Class<E> family, Topic<String, Envelope<E>> topic, Topics topics) {
    return new Intake<>(
        what,
        List.of(topic.name()),
        AutoOffsetReset.earliest(),
        Decoders.events(family),
        topics.deadLetters());
  }

  /**
   * Adds source, decoding step and dead-letter sink.
   *
   * @param next name of the node, added afterwards with {@link #node()} as its parent, that gets
   *     what was understood
   */
  public void addTo(Topology topology, String next) {
    addSourceTo(topology);
    topology.addProcessor(
        node(), () -> new DecodeProcessor<>(decoder, next, deadLetterSink()), source());
    addDeadLetterSinkTo(topology, node());
  }

  /** Adds only the source, for a processor that decodes by itself. */
  public void addSourceTo(Topology topology) {
    topology.addSource(
        reset,
        source(),
        NEVER_NEGATIVE,
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        sources.toArray(String[]::new));
  }

  /** Adds only the sink, below the processor that decodes. */
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

  /** Name of the decoding node, parent of the next one. */
  public String node() {
    return "decode_" + what;
  }

  /** Name of the dead-letter sink. */
  public String deadLetterSink() {
    return "bury_" + what;
  }
}
