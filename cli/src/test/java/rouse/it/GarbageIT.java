package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    bury(topic, "garbage", Garbage.broken(topic));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  @DisplayName("R12 control characters in keys and names steer nothing and stop nobody")
  void controlCharacters(String topic) throws Exception {
    bury(topic, "control", List.of(Garbage.steering(topic, PLATFORM)));
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
              Garbage.of(
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
              Garbage.of(
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
