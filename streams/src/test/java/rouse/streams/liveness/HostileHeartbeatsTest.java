package rouse.streams.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.HostileBodies;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.topic.DeadLetters;

/** Whatever stands among the heartbeats, it is heard or put away, and the next one is heard. */
@DisplayName("A hostile heartbeat")
class HostileHeartbeatsTest {
  private static final String HEARTBEATS = LivenessDriver.TOPICS.heartbeats().name();
  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static int name;

  static Stream<Class<?>> types() {
    return Stream.of(HeartbeatRecord.class.getPermittedSubclasses());
  }

  @ParameterizedTest
  @MethodSource("types")
  @DisplayName("R12 of every type, wrong in every way, and of every kind of key")
  void everyWay(Class<?> type) {
    try (LivenessDriver driver = new LivenessDriver()) {
      driver.pass(A_WHILE);
      for (String key : List.of("ias/a/1", "host/one", "tick/0", "mark/0", "", "//", "ias/a/0")) {
        for (byte[] body : HostileBodies.of(type, 5)) {
          Headers headers = new RecordHeaders();
          headers.add(CloudEvents.TYPE, bytes("rouse.heartbeat." + type.getSimpleName()));
          headers.add(HeartbeatCodec.ROUTE, bytes("door/1"));
          write(driver, bytes(key), body, headers);
        }
      }
      driver.pass(A_WHILE);
      assertHears(driver);
    }
  }

  @ParameterizedTest
  @MethodSource("originals")
  @DisplayName("R12 of the original format, wrong in every way")
  void original(String topic) {
    String good = "{\"module\":\"action_manager\",\"ts\":143005,\"Status\":1}";
    try (LivenessDriver driver = new LivenessDriver()) {
      driver.pass(A_WHILE);
      for (byte[] body : HostileBodies.ofJson(good)) {
        driver.write(topic, null, body, new RecordHeaders());
      }
      HostileBodies.of(Beat.class, 5)
          .forEach(body -> driver.write(topic, null, body, new RecordHeaders()));
      for (TestRecord<byte[], byte[]> letter : driver.deadLetters()) {
        assertThat(CloudEvents.text(letter.headers(), DeadLetters.REASON)).isNotBlank();
      }
      driver.pass(A_WHILE);
      driver.facts();
      driver.write(topic, null, bytes(good.replace("action_manager", "good")), new RecordHeaders());
      driver.pass(A_WHILE);
      assertThat(driver.beaten()).contains("ias/good/1");
      assertHears(driver);
    }
  }

  static Stream<String> originals() {
    return Stream.of(
        LivenessDriver.TOPICS.originalHeartbeats().name(),
        LivenessDriver.TOPICS.originalHeartbeatsOfReport().name());
  }

  @Test
  @DisplayName("R12 names of modules, which a global store reads, wrong in every way")
  void names() {
    String good = "{\"modules\":{\"worker_node\":\"WORKER\",\"app\":\"MODULE\"}}";
    try (LivenessDriver driver = new LivenessDriver()) {
      driver.pass(A_WHILE);
      for (byte[] body : HostileBodies.ofJson(good)) {
        for (byte[] key : List.of(bytes("ias"), bytes(""), new byte[] {(byte) 0xff})) {
          driver.write(LivenessDriver.TOPICS.platforms().name(), key, body, new RecordHeaders());
        }
      }
      driver.pass(A_WHILE);
      assertHears(driver);
    }
  }

  private static void write(LivenessDriver driver, byte[] key, byte[] body, Headers headers) {
    driver.write(HEARTBEATS, key, body, headers);
    List<TestRecord<byte[], byte[]>> letters = driver.deadLetters();
    assertThat(letters).hasSizeLessThan(2);
    if (!isReadable(headers, body)) {
      assertThat(letters).as(body == null ? "null" : new String(body, UTF_8)).hasSize(1);
    }
    for (TestRecord<byte[], byte[]> letter : letters) {
      assertThat(letter.value()).isEqualTo(body);
    }
  }

  private static boolean isReadable(Headers headers, byte[] body) {
    try {
      HeartbeatCodec.read(headers, body);
      return true;
    } catch (MalformedRecordException e) {
      return false;
    }
  }

  private static void assertHears(LivenessDriver driver) {
    driver.facts();
    String key = "ias/heard" + name++ + "/1";
    driver.write(key, Beat.of(1, 1));
    if (driver.facts().isEmpty()) {
      // It belongs into another partition than the driver's one task has, and was moved there.
      assertThat(driver.metric("moved-beats-total")).isPositive();
      assertHears(driver);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
