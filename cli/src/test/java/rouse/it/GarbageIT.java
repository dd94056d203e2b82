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
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
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
  @MethodSource("inputs")
  @DisplayName("R12 is kept whole with its reason and place, and the next record is served")
  void isBuried(String topic) throws Exception {
    bury(topic, "garbage", garbage(topic));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  @DisplayName("R12 control characters in keys and names steer nothing and stop nobody")
  void controlCharacters(String topic) throws Exception {
    bury(topic, "control", List.of(steering(topic)));
  }

  /** Every topic that somebody of Rouse reads and others may write to. */
  static List<String> inputs() {
    return List.of(
        "HeartBeat",
        "Heart_Beat",
        "rouse.heartbeats",
        "rouse.facts",
        "rouse.commands",
        "rouse.notifications",
        "action_manager");
  }

  private static void bury(String topic, String mark, List<ProducerRecord<byte[], byte[]>> garbage)
      throws Exception {
    List<RecordMetadata> places = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      for (ProducerRecord<byte[], byte[]> record : garbage) {
        places.add(producer.send(record).get(30, TimeUnit.SECONDS));
      }
      Good good = good(topic, mark);
      producer.send(good.record()).get(30, TimeUnit.SECONDS);
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> cluster.read(good.answers()).stream().anyMatch(good.isServed()));
    }
    List<ConsumerRecord<byte[], byte[]>> all =
        Awaitility.await()
            .atMost(SOON)
            .until(
                () -> cluster.read(DEAD),
                found -> places.stream().noneMatch(place -> at(found, place).isEmpty()));
    for (int i = 0; i < garbage.size(); i++) {
      List<ConsumerRecord<byte[], byte[]>> letters = at(all, places.get(i));
      assertThat(letters).as("letters of %s", i).hasSize(1);
      ConsumerRecord<byte[], byte[]> letter = letters.getFirst();
      assertThat(letter.key()).as("key of %s", i).isEqualTo(garbage.get(i).key());
      assertThat(letter.value()).as("value of %s", i).isEqualTo(garbage.get(i).value());
      assertThat(header(letter, DeadLetters.REASON)).as("reason of %s", i).isNotBlank();
      assertThat(header(letter, DeadLetters.REASON)).doesNotContainPattern("\\p{Cntrl}");
    }
  }

  /** Broken in every way; what is fine in one format is no garbage there and left out. */
  private static List<ProducerRecord<byte[], byte[]>> garbage(String topic) {
    byte[] large = new byte[LARGEST];
    Arrays.fill(large, (byte) 'x');
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    records.add(of(topic, "no/json/1", "not JSON".getBytes(UTF_8)));
    records.add(of(topic, "cut/off/1", "{\"module\":\"half".getBytes(UTF_8)));
    records.add(of(topic, "large/x/1", large));
    records.add(of(topic, "null/x/1", null));
    records.add(
        of(topic, "wrong/types/1", "{\"module\":{},\"ts\":[],\"sequence\":\"x\"}".getBytes(UTF_8)));
    ProducerRecord<byte[], byte[]> unknown = of(topic, "un/known/1", "[7]".getBytes(UTF_8));
    unknown.headers().add(CloudEvents.TYPE, "rouse.fact.Surprise".getBytes(UTF_8));
    records.add(unknown);
    return records;
  }

  /** Right in all but the characters of its key and of the name in it. */
  private static ProducerRecord<byte[], byte[]> steering(String topic) {
    String raw = "bad\u001b[2J\nname";
    String name = "bad\\u001b[2J\\nname";
    String instance = "\"instance\":\"" + PLATFORM + "/" + name + "/1\"";
    String key = PLATFORM + "/" + raw + "/1";
    return switch (topic) {
      case "HeartBeat", "Heart_Beat" -> text(topic, key, "{\"module\":\"" + name + "\",\"ts\":1}");
      case "rouse.heartbeats" -> text(topic, key, "{}");
      case "rouse.facts" -> typed(topic, key, "rouse.fact.FaultReported", "{" + instance + "}");
      case "rouse.commands" ->
          typed(
              topic,
              key,
              "rouse.command.Replace",
              "{" + instance + ",\"incarnation\":1,\"deadline\":\"2026-01-31T09:05:00Z\"}");
      case "rouse.notifications" ->
          typed(topic, key, "rouse.notification.Notification", "{\"channel\":\"" + name + "\"}");
      default -> text(topic, key, "\"" + name + "\"");
    };
  }

  private static ProducerRecord<byte[], byte[]> text(String topic, String key, String value) {
    return of(topic, key, value.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> typed(
      String topic, String key, String type, String value) {
    ProducerRecord<byte[], byte[]> record = text(topic, key, value);
    record
        .headers()
        .add(CloudEvents.ID, ("steering/" + topic).getBytes(UTF_8))
        .add(CloudEvents.TYPE, type.getBytes(UTF_8))
        .add(CloudEvents.SOURCE, "/test".getBytes(UTF_8))
        .add(CloudEvents.TIME, "2026-01-31T09:05:00Z".getBytes(UTF_8));
    return record;
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

  private static Good good(String topic, String mark) {
    String name = mark + topic.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z]", "");
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
        InstanceId instance = new InstanceId(platform.name(), mark, 7);
        yield new Good(
            event(
                topic,
                platform.name(),
                new Command.EnsureRunning(instance, 1, "tester", Instant.now().minusSeconds(60))),
            "rouse.facts",
            says(instance.toString(), "CommandFailed"));
      }
      case "rouse.notifications" ->
          new Good(
              event(
                  topic,
                  name,
                  new Notification(
                      name,
                      PLATFORM,
                      Notification.Channel.MAIL,
                      "ops@example.org",
                      null,
                      "a good one",
                      "action",
                      null,
                      false)),
              "rouse.deliveries",
              record -> text(record).contains(name));
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

  private static List<ConsumerRecord<byte[], byte[]>> at(
      List<ConsumerRecord<byte[], byte[]>> letters, RecordMetadata place) {
    return letters.stream()
        .filter(letter -> header(letter, DeadLetters.TOPIC).equals(place.topic()))
        .filter(l -> header(l, DeadLetters.OFFSET).equals(Long.toString(place.offset())))
        .filter(l -> header(l, DeadLetters.PARTITION).equals(Integer.toString(place.partition())))
        .toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }
}
