package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import rouse.contracts.event.Decision;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.event.HostileBodies;
import rouse.contracts.event.HostileHeaders;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.NewerRecordException;
import rouse.contracts.event.Notification;
import rouse.contracts.platform.HostId;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.DeadLetters;
import rouse.executor.ExecutorApp;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.engine.Engine;
import rouse.executor.files.FileHashes;
import rouse.streams.StreamsApp;

/** What no consumer can understand stops none of them, on every topic that is read. */
@DisplayName("Garbage on every input topic")
class GarbageIT {
  private static final String PLATFORM = GoodRecord.DEFAULT_PLATFORM;
  private static final Duration SOON = Duration.ofMinutes(3);
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
      return new Bootstrap(
              engine, BootProgress.SILENT, new FileHashes(), cluster.folder("executor"))
          .prepare(file, new HostId("tester"));
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

  static Map<String, List<Class<? extends Event>>> typesByTopic() {
    return EventTypes.all().values().stream().collect(Collectors.groupingBy(GarbageIT::topicOf));
  }

  static Set<String> topicsOfEvents() {
    return typesByTopic().keySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("topicsOfEvents")
  @DisplayName("R12 events of every type, wrong in every way, stop no consumer")
  void events(String topic) throws Exception {
    List<RecordMetadata> unreadable = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      for (Class<? extends Event> type : typesByTopic().get(topic)) {
        List<byte[]> bodies = HostileBodies.of(type, 11);
        // Each kind of field and each value is among them; all of them are the unit tests' work.
        for (int i = 0; i < bodies.size(); i += 7) {
          var record =
              new ProducerRecord<>(
                  topic, 0, PLATFORM.getBytes(UTF_8), bodies.get(i), HostileHeaders.good(type));
          RecordMetadata place = producer.send(record).get(90, TimeUnit.SECONDS);
          if (!isReadable(type, bodies.get(i))) {
            unreadable.add(place);
          }
        }
      }
      // What was decided on a good fact shows that decisions can be read too.
      boolean hasGoodOne = !topic.equals("rouse.decisions") && !topic.equals("rouse.deliveries");
      GoodRecord good =
          GoodRecord.of(
              hasGoodOne ? topic : "rouse.facts",
              "event" + topic.replaceAll("\\W", ""),
              platform.name());
      producer.send(good.record()).get(90, TimeUnit.SECONDS);
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> cluster.read(good.answers()).stream().anyMatch(good.isServed()));
    }
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> places(cluster.read(DEAD)).containsAll(places(unreadable, topic)));
  }

  private static String topicOf(Class<? extends Event> type) {
    if (Fact.class.isAssignableFrom(type)) {
      return "rouse.facts";
    } else if (Decision.class.isAssignableFrom(type)) {
      return "rouse.decisions";
    } else if (Command.class.isAssignableFrom(type)) {
      return "rouse.commands";
    }
    return type == Notification.class ? "rouse.notifications" : "rouse.deliveries";
  }

  private static boolean isReadable(Class<? extends Event> type, byte[] body) {
    try {
      CloudEvents.readBody(type, body);
      return true;
    } catch (MalformedRecordException e) {
      return false;
    }
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
        places.add(producer.send(record).get(90, TimeUnit.SECONDS));
      }
      GoodRecord good = GoodRecord.of(topic, mark, platform.name());
      producer.send(good.record()).get(90, TimeUnit.SECONDS);
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
      assertThat(GoodRecord.header(letter, DeadLetters.REASON)).as("reason of %s", i).isNotBlank();
      assertThat(GoodRecord.header(letter, DeadLetters.REASON)).doesNotContainPattern("\\p{Cntrl}");
      if (Garbage.isOfLaterVersion(garbage.get(i))) {
        assertThat(GoodRecord.header(letter, DeadLetters.REASON))
            .startsWith(NewerRecordException.NEWER);
      }
    }
  }

  /** Topic, partition and offset of what the letters hold. */
  private static Set<String> places(List<ConsumerRecord<byte[], byte[]>> letters) {
    return letters.stream()
        .map(
            letter ->
                GoodRecord.header(letter, DeadLetters.TOPIC)
                    + " "
                    + GoodRecord.header(letter, DeadLetters.PARTITION)
                    + " "
                    + GoodRecord.header(letter, DeadLetters.OFFSET))
        .collect(Collectors.toSet());
  }

  private static Set<String> places(List<RecordMetadata> records, String topic) {
    return records.stream()
        .map(place -> topic + " " + place.partition() + " " + place.offset())
        .collect(Collectors.toSet());
  }

  private static List<ConsumerRecord<byte[], byte[]>> at(
      List<ConsumerRecord<byte[], byte[]>> letters, RecordMetadata place) {
    return letters.stream()
        .filter(letter -> GoodRecord.header(letter, DeadLetters.TOPIC).equals(place.topic()))
        .filter(l -> GoodRecord.header(l, DeadLetters.OFFSET).equals(Long.toString(place.offset())))
        .filter(
            l ->
                GoodRecord.header(l, DeadLetters.PARTITION)
                    .equals(Integer.toString(place.partition())))
        .toList();
  }
}
