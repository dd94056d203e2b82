package rouse.streams.intake;

import java.util.List;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
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
 * @param largest record that is decoded, in bytes without compression; what is made of it has to be
 *     written
 * @param decoder from bytes to what they mean
 * @param deadLetters where the rest goes
 */
public record Intake<K, V>(
    String what,
    List<String> sources,
    AutoOffsetReset reset,
    int largest,
    Decoder<K, V> decoder,
    Topic<byte[], byte[]> deadLetters) {

  /** Our own events of one family, read from the beginning. */
  public static <E extends Event> Intake<String, Envelope<E>> ofEvents(
      String what, Class<E> family, Topic<String, Envelope<E>> topic, Topics topics) {
    return new Intake<>(
        what,
        List.of(topic.name()),
        AutoOffsetReset.earliest(),
        Topics.LARGEST_EVENT,
        Decoders.events(family, topics.signer()),
        topics.deadLetters());
  }

  /** The same with another bound. */
  public Intake<K, V> atMost(int bytes) {
    return new Intake<>(what, sources, reset, bytes, decoder, deadLetters);
  }

  /**
   * Adds source, decoding step and dead-letter sink.
   *
   * @param next name of the node, added afterwards with {@link #node()} as its parent, that gets
   *     what was understood
   */
  public void addTo(Topology topology, String next) {
    RawIntake raw = new RawIntake(what, sources, reset, deadLetters);
    raw.addSourceTo(topology);
    topology.addProcessor(
        node(),
        () -> new DecodeProcessor<>(decoder, largest, next, raw.deadLetterSink()),
        raw.source());
    raw.addDeadLetterSinkTo(topology, node());
  }

  /** Name of the decoding node, parent of the next one. */
  public String node() {
    return "decode_" + what;
  }
}
