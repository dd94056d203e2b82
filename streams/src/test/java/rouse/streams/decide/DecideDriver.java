package rouse.streams.decide;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.streams.outlet.FailureHandlers;

/** The production topology in a test driver, with its topics at hand. */
final class DecideDriver implements AutoCloseable {
  static final Topics TOPICS = Topics.withDefaultNames();
  static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
  final TopologyTestDriver driver;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final TestInputTopic<byte[], byte[]> facts;
  private final TestOutputTopic<String, Envelope<Decision>> decisions;
  private final TestOutputTopic<String, Envelope<Command>> commands;
  private final EventSigner signer;
  private Instant now = START;

  DecideDriver(DecideSettings settings) {
    this(settings, START);
  }

  DecideDriver(DecideSettings settings, Instant start) {
    this(settings, start, TOPICS);
  }

  /**
   * @param topics with a signer
   */
  DecideDriver(DecideSettings settings, Instant start, Topics topics) {
    now = start;
    signer = topics.signer();
    Topology topology = new Topology();
    new DecideTopology(settings, topics, new RecoveryMeters(meters)).addTo(topology);
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "decide-test");
    config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    config.putAll(FailureHandlers.properties(TOPICS));
    driver = new TopologyTestDriver(topology, config, start);
    facts =
        driver.createInputTopic(
            TOPICS.facts().name(), new ByteArraySerializer(), new ByteArraySerializer());
    decisions = output(topics.decisions());
    commands = output(topics.commands());
  }

  <V> TestOutputTopic<String, V> output(Topic<String, V> topic) {
    return driver.createOutputTopic(
        topic.name(),
        topic.keySerde().deserializer(),
        EventSchemaCheck.checking(topic.valueSerde().deserializer()));
  }

  TestOutputTopic<byte[], byte[]> deadLetters() {
    Deserializer<byte[]> bytes = new ByteArrayDeserializer();
    return driver.createOutputTopic(TOPICS.deadLetters().name(), bytes, bytes);
  }

  /** All that was written to a topic and not read yet. */
  List<TestRecord<byte[], byte[]>> bytesOf(String topic) {
    Deserializer<byte[]> bytes = new ByteArrayDeserializer();
    return driver.createOutputTopic(topic, bytes, bytes).readRecordsToList();
  }

  Instant now() {
    return now;
  }

  void fact(String id, Fact fact) {
    fact(Envelope.of(id, "/test", now, fact));
  }

  void fact(Envelope<Fact> fact) {
    byte[] body = CloudEvents.body(fact.body());
    Headers headers = CloudEvents.headers(fact);
    signer.sign(headers, body);
    write(CloudEvents.utf8(fact.body().platform()), body, headers);
  }

  /** What the processor forwarded to a sink, as whoever reads it there understands it. */
  static <E extends Event> Envelope<E> written(
      Class<E> family, org.apache.kafka.streams.processor.api.Record<?, ?> record) {
    return CloudEvents.read(family, record.headers(), (byte[]) record.value());
  }

  void write(byte[] key, byte[] value, Headers headers) {
    now = now.plusMillis(10);
    facts.pipeInput(new TestRecord<>(key, value, headers, now));
  }

  void raw(byte[] key, byte[] value) {
    facts.pipeInput(new TestRecord<>(key, value, now));
  }

  void pass(Duration time) {
    driver.advanceWallClockTime(time);
    now = now.plus(time);
  }

  List<TestRecord<String, Envelope<Decision>>> decisions() {
    return decisions.readRecordsToList();
  }

  List<TestRecord<String, Envelope<Command>>> commands() {
    return commands.readRecordsToList();
  }

  DecideStores stores() {
    return new DecideStores(
        driver.getKeyValueStore(DecideStores.PLATFORMS),
        driver.getKeyValueStore(DecideStores.INSTANCES),
        driver.getKeyValueStore(DecideStores.EVENTS),
        driver.getKeyValueStore(DecideStores.INCIDENTS));
  }

  <V> KeyValueStore<String, V> store(String name) {
    return driver.getKeyValueStore(name);
  }

  @Override
  public void close() {
    driver.close();
  }
}
