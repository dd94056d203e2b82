package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.DeadLetters;
import rouse.executor.ExecutorApp;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.PlatformFile;
import rouse.executor.docker.Engine;
import rouse.streams.StreamsApp;

/** What no consumer can understand stops none of them, on every topic that is read. */
@DisplayName("Garbage on every input topic")
class GarbageIT {
  private static final String PLATFORM = "garbage";
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String DEAD = "rouse.dead-letters";

  /** The broker's default for a topic, less what key, headers and framing take. */
  private static final int LARGEST = 1_048_588 - 600;

  private static TestCluster cluster;
  private static TestPlatform platform;
  private static StreamsApp streams;
  private static ExecutorApp executor;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    Settings settings = cluster.settings("platform.default", PLATFORM, "host", "tester");
    streams = new StreamsApp(settings);
    streams.start();
    platform = TestPlatform.of("garbage", "only: { image: BEATER }\n");
    executor = new ExecutorApp(settings, prepared());
    executor.start();
  }

  private static PlatformFile prepared() {
    PlatformFile file = ComposeReader.read(platform.file(), ComposeOptions.of(Map.of())).orThrow();
    try (Engine engine = Engine.connect(Optional.empty())) {
      return new Bootstrap(engine, BootProgress.SILENT).prepare(file, new HostId("tester"));
    }
  }

  @AfterAll
  static void stop() {
    executor.close();
    streams.close();
    platform.close();
    cluster.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "HeartBeat",
        "Heart_Beat",
        "rouse.heartbeats",
        "rouse.facts",
        "rouse.commands",
        "action_manager"
      })
  @DisplayName("R12 is kept whole with its reason and place, and the next record is served")
  void isBuried(String topic) throws Exception {
    List<RecordMetadata> places = new ArrayList<>();
    List<ProducerRecord<byte[], byte[]>> garbage = garbage(topic);
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      for (ProducerRecord<byte[], byte[]> record : garbage) {
        places.add(producer.send(record).get(30, TimeUnit.SECONDS));
      }
      Good good = good(topic);
      producer.send(good.record()).get(30, TimeUnit.SECONDS);
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> cluster.read(good.answers()).stream().anyMatch(good.isServed()));
    }
    Awaitility.await().atMost(SOON).until(() -> buried(topic).size() >= garbage.size());
    List<ConsumerRecord<byte[], byte[]>> buried = buried(topic);
    assertThat(buried).hasSize(garbage.size());
    for (int i = 0; i < garbage.size(); i++) {
      ConsumerRecord<byte[], byte[]> letter = at(buried, places.get(i));
      assertThat(letter.value()).as("value of %s", i).isEqualTo(garbage.get(i).value());
      assertThat(header(letter, DeadLetters.REASON)).as("reason of %s", i).isNotBlank();
      assertThat(header(letter, DeadLetters.REASON)).doesNotContainPattern("\\p{Cntrl}");
    }
  }

  /** Broken in every way; what is fine in one format is no garbage there and left out. */
  private static List<ProducerRecord<byte[], byte[]>> garbage(String topic) {
    byte[] large = new byte[LARGEST];
    Arrays.fill(large, (byte) 'x');
    String steering = "bad\u001b[2J\nname";
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(of(topic, "no/json/1", "not JSON".getBytes(UTF_8)));
    records.add(of(topic, "cut/off/1", "{\"module\":\"half".getBytes(UTF_8)));
    records.add(of(topic, "large/x/1", large));
    records.add(of(topic, "null/x/1", null));
    records.add(
        of(topic, "wrong/types/1", "{\"module\":{},\"ts\":[],\"sequence\":\"x\"}".getBytes(UTF_8)));
    ProducerRecord<byte[], byte[]> unknown =
        of(
            topic,
            "un/known/1",
            ("{\"module\":\"" + steering.replace("\n", "\\n").replace("\u001b", "\\u001b") + "\"}")
                .getBytes(UTF_8));
    unknown.headers().add(CloudEvents.TYPE, "rouse.fact.Surprise".getBytes(UTF_8));
    records.add(unknown);
    return records;
  }

  private static ProducerRecord<byte[], byte[]> of(String topic, String key, byte[] value) {
    return new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), value);
  }

  /**
   * A record that is understood.
   *
   * @param answers where it shows that it was
   */
  private record Good(
      ProducerRecord<byte[], byte[]> record,
      String answers,
      Predicate<ConsumerRecord<byte[], byte[]>> isServed) {}

  private static Good good(String topic) {
    String name = "good" + topic.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", "");
    return switch (topic) {
      case "HeartBeat", "Heart_Beat" ->
          new Good(
              of(
                  topic,
                  "",
                  ("{\"module\":\"" + name + "\",\"ts\":90500,\"Status\":1}").getBytes(UTF_8)),
              "rouse.facts",
              says(name, "InstanceHeard"));
      case "rouse.heartbeats" ->
          new Good(
              new ProducerRecord<>(
                  topic, (PLATFORM + "/" + name + "/1").getBytes(UTF_8), new byte[] {'{', '}'}),
              "rouse.facts",
              says(name, "InstanceHeard"));
      case "rouse.facts" ->
          new Good(
              event(
                  topic,
                  name,
                  new Fact.PlatformDeclared(
                      new PlatformSpec(name, List.of(), List.of()), new HostId("tester"))),
              "rouse.decisions",
              says(name, "PlatformPlanned"));
      case "rouse.commands" -> {
        InstanceId instance = new InstanceId(platform.name(), "only", 7);
        yield new Good(
            event(
                topic,
                platform.name(),
                new Command.EnsureRunning(instance, 1, "tester", Instant.now().minusSeconds(60))),
            "rouse.facts",
            says(instance.toString(), "CommandFailed"));
      }
      default ->
          new Good(
              of(
                  topic,
                  "",
                  ("{\"action_center\":{\"service_id\":\"12\",\"user_display\":\"" + name + "\"}}")
                      .getBytes(UTF_8)),
              "user_display",
              record -> text(record).contains(name));
    };
  }

  private static ProducerRecord<byte[], byte[]> event(String topic, String key, Event body) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, 0, key.getBytes(UTF_8), CloudEvents.body(body));
    CloudEvents.writeHeaders(
        record.headers(), Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now(), body));
    return record;
  }

  private static Predicate<ConsumerRecord<byte[], byte[]>> says(String name, String type) {
    return record ->
        text(record).contains(name) && header(record, CloudEvents.TYPE).endsWith("." + type);
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return record.value() == null ? "" : new String(record.value(), UTF_8);
  }

  private static List<ConsumerRecord<byte[], byte[]>> buried(String topic) {
    return cluster.read(DEAD).stream()
        .filter(letter -> header(letter, DeadLetters.TOPIC).equals(topic))
        .toList();
  }

  private static ConsumerRecord<byte[], byte[]> at(
      List<ConsumerRecord<byte[], byte[]>> buried, RecordMetadata place) {
    return buried.stream()
        .filter(l -> header(l, DeadLetters.OFFSET).equals(Long.toString(place.offset())))
        .filter(l -> header(l, DeadLetters.PARTITION).equals(Integer.toString(place.partition())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("not buried: " + place));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
