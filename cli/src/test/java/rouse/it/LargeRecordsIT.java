package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.RecordSize;
import rouse.contracts.topic.Topics;
import rouse.streams.StreamsApp;

/** Records as large as a topic admits, and such as are larger than they looked on their way. */
@DisplayName("A large record")
class LargeRecordsIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final String DEAD = TOPICS.deadLetters().name();
  private static final int DISPLAY_LIMIT = 50_000;

  private static TestCluster cluster;
  private static StreamsApp streams;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    try (var admin = cluster.admin()) {
      NewTopic displays =
          new NewTopic(TOPICS.userDisplays().name(), Optional.of(1), Optional.empty())
              .configs(Map.of("max.message.bytes", Integer.toString(DISPLAY_LIMIT)));
      admin.createTopics(List.of(displays)).all().get();
    }
    streams = new StreamsApp(cluster.settings("platform.default", GoodRecord.DEFAULT_PLATFORM));
    streams.start();
  }

  @AfterAll
  static void stop() {
    streams.close();
    cluster.close();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"HeartBeat", "rouse.heartbeats", "rouse.facts", "action_manager"})
  @DisplayName("R12 of 20 MB that came as a few KB: its beginning is kept, and the next is served")
  void expands(String topic) throws Exception {
    byte[] value = filled(20 * 1024 * 1024);
    RecordMetadata place = sendCompressed(Garbage.of(topic, "expands/x/1", value));

    awaitServed(topic, "expands");
    ConsumerRecord<byte[], byte[]> letter = awaitLetter(place);
    assertThat(header(letter, DeadLetters.WHOLE)).isEqualTo(Integer.toString(value.length));
    assertThat(letter.key()).asString().isEqualTo("expands/x/1");
    assertThat(letter.value()).hasSizeGreaterThan(Topics.LARGEST_RECORD);
    assertThat(value).startsWith(letter.value());
  }

  @Test
  @DisplayName("R12 as large as our largest input admits is kept whole")
  void largestInput() throws Exception {
    byte[] key = "largest".getBytes(UTF_8);
    int room = (int) RecordSize.of(key, null, List.of());
    byte[] value = filled(Topics.LARGEST_RECORD - room);
    RecordMetadata place =
        send(new ProducerRecord<>(TOPICS.identifiedRequests().name(), 0, key, value));

    ConsumerRecord<byte[], byte[]> letter = awaitLetter(place);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers().lastHeader(DeadLetters.WHOLE)).isNull();
  }

  @Test
  @DisplayName("R12 beat that is too large once it says whence it was moved is put away")
  void movedBeat() throws Exception {
    String topic = TOPICS.heartbeats().name();
    byte[] key = "garbage/stray/1".getBytes(UTF_8);
    int stray = (Utils.toPositive(Utils.murmur2(key)) + 1) % 4;
    byte[] value = padded("{\"pad\":\"", 1_048_588 - 61 - key.length - 20, "\"}");
    RecordMetadata place = send(new ProducerRecord<>(topic, stray, key, value));

    awaitServed(topic, "moved");
    ConsumerRecord<byte[], byte[]> letter = awaitLetter(place);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(header(letter, DeadLetters.REASON)).contains("too large for topic " + topic);
  }

  @Test
  @DisplayName("R12 output that the topic of others does not take spoils no transaction")
  void output() throws Exception {
    byte[] request =
        padded("{\"action_center\":{\"service_id\":\"7\",\"user_display\":\"", 60_000, "\"}}");
    RecordMetadata place = send(Garbage.of("action_manager", "", request));

    awaitServed("action_manager", "output");
    ConsumerRecord<byte[], byte[]> letter = awaitLetter(place);
    assertThat(header(letter, DeadLetters.REASON)).contains("too large for topic user_display");
    assertThat(letter.key()).asString().isEqualTo("7");
    assertThat(letter.value()).hasSizeBetween(60_000, 61_000);
  }

  @Test
  @DisplayName("state of a platform is stored though brokers would not take it by default")
  void state() throws Exception {
    String name = "large";
    for (String host : List.of("one", "two")) {
      String address = host + "x".repeat(225_000);
      PlatformSpec spec =
          new PlatformSpec(
              name, List.of(), List.of(address, address + "a", address + "b", address + "c"));
      send(
          GoodRecord.event("rouse.facts", name, new Fact.PlatformDeclared(spec, new HostId(host))));
    }
    awaitRecord(
        "rouse-decide-decided-platforms-changelog",
        record -> record.value() != null && record.value().length > 1_800_000);
    awaitServed("rouse.facts", "state");
  }

  private static void awaitServed(String topic, String mark) throws Exception {
    GoodRecord good = GoodRecord.of(topic, mark, GoodRecord.DEFAULT_PLATFORM);
    send(good.record());
    awaitRecord(good.answers(), good.isServed());
  }

  private static ConsumerRecord<byte[], byte[]> awaitLetter(RecordMetadata place) {
    return awaitRecord(
        DEAD,
        letter ->
            header(letter, DeadLetters.TOPIC).equals(place.topic())
                && header(letter, DeadLetters.OFFSET).equals(Long.toString(place.offset()))
                && header(letter, DeadLetters.PARTITION)
                    .equals(Integer.toString(place.partition())));
  }

  private static ConsumerRecord<byte[], byte[]> awaitRecord(
      String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    return Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> cluster.read(topic).stream().filter(wanted).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      return producer.send(record).get(90, TimeUnit.SECONDS);
    }
  }

  private static RecordMetadata sendCompressed(ProducerRecord<byte[], byte[]> record)
      throws Exception {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", cluster.bootstrap());
    config.put("compression.type", "zstd");
    config.put("max.request.size", 64 * 1024 * 1024);
    config.put("buffer.memory", 64 * 1024 * 1024);
    ByteArraySerializer bytes = new ByteArraySerializer();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config, bytes, bytes)) {
      return producer.send(record).get(90, TimeUnit.SECONDS);
    }
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 'x');
    return bytes;
  }

  private static byte[] padded(String before, int length, String after) {
    int pad = length - before.length() - after.length();
    return (before + "x".repeat(pad) + after).getBytes(UTF_8);
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return GoodRecord.header(record, name);
  }
}
