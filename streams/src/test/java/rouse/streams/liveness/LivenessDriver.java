package rouse.streams.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.topic.Topics;
import rouse.streams.StateFolder;
import rouse.streams.outlet.FailureHandlers;

/** The production topology under a driver whose wall clock and log clock go together. */
final class LivenessDriver implements AutoCloseable {
  static final Topics TOPICS = Topics.withDefaultNames();
  static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
  static final LivenessSettings SETTINGS =
      new LivenessSettings(true, Duration.ofMillis(100), "ias");

  private Instant now = START;
  final KnownReads reads = new KnownReads(() -> now.toEpochMilli());
  private final TopologyTestDriver driver;
  private final TestOutputTopic<String, Envelope<Fact>> facts;
  private final TestOutputTopic<byte[], byte[]> deadLetters;

  LivenessDriver() {
    this(SETTINGS);
  }

  LivenessDriver(LivenessSettings settings) {
    this(settings, TOPICS);
  }

  /**
   * @param topics with a signer
   */
  LivenessDriver(LivenessSettings settings, Topics topics) {
    Topology topology = new Topology();
    new LivenessTopology(settings, topics, reads).addTo(topology);
    Properties config = new Properties();
    config.putAll(LivenessConfig.streamsProperties());
    config.putAll(FailureHandlers.properties(TOPICS));
    config.put(StreamsConfig.STATE_DIR_CONFIG, StateFolder.make("liveness"));
    driver = new TopologyTestDriver(topology, config, START);
    facts =
        driver.createOutputTopic(
            TOPICS.facts().name(),
            new StringDeserializer(),
            EventSchemaCheck.checking(TOPICS.facts().valueSerde().deserializer()));
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    deadLetters = driver.createOutputTopic(TOPICS.deadLetters().name(), bytes, bytes);
  }

  /** Lets the log be written by the observer alone. */
  LivenessDriver pass(Duration time) {
    for (long ms = 0; ms < time.toMillis(); ms += 50) {
      now = now.plusMillis(50);
      driver.advanceWallClockTime(Duration.ofMillis(50));
    }
    return this;
  }

  /** Time passes in which no tick is written. */
  LivenessDriver sleep(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
    return this;
  }

  LivenessDriver write(String key, HeartbeatRecord heartbeat) {
    Headers headers = new RecordHeaders();
    HeartbeatCodec.writeHeaders(headers, heartbeat, "/test", now);
    return write(TOPICS.heartbeats().name(), bytes(key), HeartbeatCodec.write(heartbeat), headers);
  }

  LivenessDriver write(String topic, byte[] key, byte[] value, Headers headers) {
    ByteArraySerializer bytes = new ByteArraySerializer();
    driver
        .createInputTopic(topic, bytes, bytes)
        .pipeInput(new TestRecord<>(key, value, headers, now));
    return this;
  }

  /** Facts since the last call, without those of the observer itself. */
  List<Fact> facts() {
    return envelopes().stream().map(Envelope::body).toList();
  }

  List<Envelope<Fact>> envelopes() {
    return facts.readRecordsToList().stream().map(TestRecord::value).toList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return deadLetters.readRecordsToList();
  }

  /** Keys of what the topology itself wrote into the heartbeat log, but for ticks and marks. */
  List<String> beaten() {
    return heartbeats()
        .filter(record -> !routeOf(record).startsWith("moved/"))
        .map(TestRecord::key)
        .filter(key -> !key.startsWith("tick/") && !key.startsWith("mark/"))
        .toList();
  }

  /** The marks that the topology wrote since the last call, by partition. */
  List<Mark> marksIn(int partition) {
    return heartbeats()
        .filter(record -> record.key().equals("mark/" + partition))
        .map(record -> (Mark) HeartbeatCodec.read(record.headers(), record.value()))
        .toList();
  }

  /** Routes of the marks that the topology wrote since the last call, ticks and beats apart. */
  List<String> marks() {
    return heartbeats()
        .map(record -> HeartbeatCodec.read(record.headers(), record.value()))
        .filter(Mark.class::isInstance)
        .map(mark -> ((Mark) mark).route())
        .toList();
  }

  /** Routes of the beats that the topology wrote since the last call. */
  List<String> routes() {
    return heartbeats().map(LivenessDriver::routeOf).filter(route -> !route.isEmpty()).toList();
  }

  private Stream<TestRecord<String, byte[]>> heartbeats() {
    return driver
        .createOutputTopic(
            TOPICS.heartbeats().name(), new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList()
        .stream();
  }

  private static String routeOf(TestRecord<String, byte[]> record) {
    Header route = record.headers().lastHeader(HeartbeatCodec.ROUTE);
    return route == null ? "" : new String(route.value(), UTF_8);
  }

  LivenessView view() {
    return new LivenessView(
        List.of((LastHeardStore) driver.getAllStateStores().get(LastHeardStore.NAME)));
  }

  KeyValueStore<String, byte[]> watches() {
    return driver.getKeyValueStore(WatchStore.NAME);
  }

  /** The value of a metric by its name, whatever task it belongs to. */
  double metric(String name) {
    return driver.metrics().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(name))
        .mapToDouble(entry -> (Double) entry.getValue().metricValue())
        .sum();
  }

  Instant now() {
    return now;
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void close() {
    driver.close();
  }
}
