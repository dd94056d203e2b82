package rouse.streams.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSchemaCheck;
import rouse.contracts.event.Notification;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;
import rouse.core.alert.AlertBook;
import rouse.streams.StateFolder;
import rouse.streams.action.alerts.GatherAlertsProcessor;
import rouse.streams.outlet.FailureHandlers;

/** The production topology with its ends laid open. */
public final class ActionDriver implements AutoCloseable {
  static final Topics TOPICS = Topics.withDefaultNames();
  public static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
  static final ActionSettings SETTINGS =
      new ActionSettings(
          "ias", Duration.ofSeconds(30), Duration.ofHours(4), true, List.of("ops@example.org"));
  private static final ByteArraySerializer BYTES = new ByteArraySerializer();

  private final TopologyTestDriver driver;
  private final TestInputTopic<byte[], byte[]> requests;

  public ActionDriver() {
    Topology topology = new Topology();
    new ActionTopology(SETTINGS, TOPICS, new SimpleMeterRegistry()).addTo(topology);
    Properties config = new Properties();
    config.put(StreamsConfig.STATE_DIR_CONFIG, StateFolder.make("action"));
    config.putAll(FailureHandlers.properties(TOPICS));
    driver = new TopologyTestDriver(topology, config, NOON);
    requests =
        driver.createInputTopic(TOPICS.actionRequests().name(), BYTES, BYTES, NOON, Duration.ZERO);
  }

  public TopologyTestDriver driver() {
    return driver;
  }

  void request(String json) {
    request(json, NOON);
  }

  void request(String json, Instant at) {
    requests.pipeInput(new TestRecord<>(null, json.getBytes(UTF_8), new RecordHeaders(), at));
  }

  void request(TestRecord<byte[], byte[]> request) {
    requests.pipeInput(request);
  }

  public void decision(TestRecord<byte[], byte[]> decision) {
    pipe(TOPICS.decisions().name(), decision);
  }

  /** As another program would write it. */
  void display(String key, String value) {
    pipe(
        TOPICS.userDisplays().name(),
        new TestRecord<>(key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8)));
  }

  void delivery(TestRecord<byte[], byte[]> delivery) {
    pipe(TOPICS.deliveries().name(), delivery);
  }

  public void deadLetter(TestRecord<byte[], byte[]> letter) {
    pipe(TOPICS.deadLetters().name(), letter);
  }

  /** What each platform's book of alerts holds. */
  Map<String, AlertBook> books() {
    Map<String, AlertBook> all = new HashMap<>();
    KeyValueStore<String, AlertBook> store = driver.getKeyValueStore(GatherAlertsProcessor.STORE);
    try (var entries = store.all()) {
      entries.forEachRemaining(entry -> all.put(entry.key, entry.value));
    }
    return all;
  }

  void pipe(String topic, TestRecord<byte[], byte[]> record) {
    driver.createInputTopic(topic, BYTES, BYTES).pipeInput(record);
  }

  List<TestRecord<String, String>> commands() {
    return texts(TOPICS.sensorCommands());
  }

  List<TestRecord<String, String>> onDetour() {
    return texts(TOPICS.identifiedRequests());
  }

  List<TestRecord<String, String>> displays() {
    return texts(TOPICS.userDisplays());
  }

  public List<Envelope<Notification>> notifications() {
    return driver
        .createOutputTopic(
            TOPICS.notifications().name(),
            new StringDeserializer(),
            EventSchemaCheck.checking(TOPICS.notifications().valueSerde().deserializer()))
        .readValuesToList();
  }

  List<TestRecord<byte[], byte[]>> deadLetters() {
    return driver
        .createOutputTopic(
            TOPICS.deadLetters().name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<TestRecord<String, String>> texts(Topic<String, byte[]> topic) {
    return driver
        .createOutputTopic(topic.name(), new StringDeserializer(), new StringDeserializer())
        .readRecordsToList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
