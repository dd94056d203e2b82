package rouse.streams.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;

class IntakeTest {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final byte[] KEY = bytes("ias");
  private static final byte[] GOOD = bytes("{\"platform\":\"ias\",\"by\":\"ops\"}");

  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> facts;
  private TestOutputTopic<byte[], byte[]> served;
  private TestOutputTopic<byte[], byte[]> deadLetters;

  @BeforeEach
  void start() {
    Topology topology = new Topology();
    Intake<String, Envelope<Fact>> intake =
        Intake.ofEvents("facts", Fact.class, TOPICS.facts(), TOPICS);
    intake.addTo(topology, "echo");
    topology.addSink(
        "echo",
        "echo",
        new StringSerializer(),
        TOPICS.facts().valueSerde().serializer(),
        intake.node());
    driver = new TopologyTestDriver(topology, new Properties());
    ByteArraySerializer in = new ByteArraySerializer();
    facts = driver.createInputTopic(TOPICS.facts().name(), in, in);
    ByteArrayDeserializer out = new ByteArrayDeserializer();
    served = driver.createOutputTopic("echo", out, out);
    deadLetters = driver.createOutputTopic(TOPICS.deadLetters().name(), out, out);
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  static Stream<Arguments> bad() {
    byte[] huge = bytes("{\"platform\":\"" + "x".repeat(900_000) + "\"}");
    byte[] grown = bytes("{\"platform\":\"ias\",\"pad\":\"" + "x".repeat(1_100_000) + "\"}");
    return Stream.of(
        Arguments.of("grown", KEY, grown, withdrawn(), "1049600 are the most that is read here"),
        Arguments.of("null value", KEY, null, withdrawn(), "no value"),
        Arguments.of("not JSON", KEY, bytes("beep"), withdrawn(), "not JSON"),
        Arguments.of("truncated", KEY, bytes("{\"platform\":\"ia"), withdrawn(), "end-of-input"),
        Arguments.of("trailing", KEY, bytes("{\"platform\":\"ias\"} x"), withdrawn(), "JSON"),
        Arguments.of("JSON null", KEY, bytes("null"), withdrawn(), "the value is null"),
        Arguments.of("wrong type", KEY, bytes("{\"platform\":{}}"), withdrawn(), "platform"),
        Arguments.of("missing field", KEY, bytes("{}"), withdrawn(), "missing: platform"),
        Arguments.of("deep", KEY, bytes("[".repeat(10_000)), withdrawn(), ""),
        Arguments.of("huge", KEY, huge, withdrawn(), "platform is longer than 300000 characters"),
        Arguments.of("unknown type", KEY, GOOD, typed("rouse.fact.Nonsense"), "ce_type"),
        Arguments.of("another family", KEY, GOOD, typed("rouse.decision.PlatformDown"), "ce_type"),
        Arguments.of("no headers", KEY, GOOD, new RecordHeaders(), "header ce_type is missing"),
        Arguments.of("no key", null, GOOD, withdrawn(), "the key is missing"),
        Arguments.of("key not UTF-8", new byte[] {(byte) 0xc3}, GOOD, withdrawn(), "not UTF-8"),
        Arguments.of("control characters", bytes("ia\u001b[31ms"), GOOD, withdrawn(), "control"),
        Arguments.of("another key", bytes("other"), GOOD, withdrawn(), "the key must be"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bad")
  @DisplayName("R12 what cannot be understood is kept whole with its reason; the next is served")
  void buriesAndGoesOn(String name, byte[] key, byte[] value, Headers headers, String reason) {
    facts.pipeInput(new TestRecord<>(KEY, GOOD, withdrawn(), Instant.ofEpochMilli(1)));
    headers.add("mine", bytes("kept"));
    facts.pipeInput(new TestRecord<>(key, value, headers, Instant.ofEpochMilli(2)));
    facts.pipeInput(new TestRecord<>(KEY, GOOD, withdrawn(), Instant.ofEpochMilli(3)));

    assertThat(served.readKeyValuesToList()).hasSize(2);
    TestRecord<byte[], byte[]> letter = deadLetters.readRecord();
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(CloudEvents.text(letter.headers(), "mine")).isEqualTo("kept");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.REASON))
        .contains(reason)
        .hasSizeLessThan(500)
        .doesNotContainPattern("\\p{Cntrl}");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.TOPIC)).isEqualTo("rouse.facts");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.PARTITION)).isEqualTo("0");
    assertThat(CloudEvents.text(letter.headers(), DeadLetters.OFFSET)).isEqualTo("1");
    assertThat(deadLetters.isEmpty()).isTrue();
  }

  private static Headers withdrawn() {
    return typed("rouse.fact.PlatformWithdrawn");
  }

  private static Headers typed(String type) {
    Headers headers =
        CloudEvents.headers(
            Envelope.of("id-1", "/test", Instant.EPOCH, new Fact.PlatformWithdrawn("ias", "ops")));
    return headers.remove(CloudEvents.TYPE).add(CloudEvents.TYPE, bytes(type));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
