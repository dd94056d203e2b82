package rouse.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.streams.liveness.LivenessDriver.bytes;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.HostHeard;
import rouse.contracts.event.Fact.HostSilent;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.topic.DeadLetters;
import rouse.core.detection.LivenessState;
import rouse.core.detection.ObserverState;

class LivenessTopologyTest {
  // Of partition 0, the driver's only one: no strays.
  private static final String ONE = "ias/app_ui/2";
  private static final String TWO = "ias/app_repo/4";
  private static final String HEARTBEATS = LivenessDriver.TOPICS.heartbeats().name();
  private static final Watch WATCH =
      new Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), null);
  private final LivenessDriver driver = new LivenessDriver().pass(Duration.ofSeconds(11));

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  @DisplayName("R27 alive when it beats, dead when it stops, by ticks read back from the log")
  void heardAndSilent() {
    driver.write(ONE, WATCH);
    beat(5, ONE);
    driver.pass(Duration.ofSeconds(4));

    List<Envelope<Fact>> facts = driver.envelopes();
    assertThat(facts)
        .extracting(event -> event.body().getClass().getSimpleName())
        .containsExactly("InstanceHeard", "InstanceHeard", "InstanceSilent");
    assertThat(facts).extracting(Envelope::source).containsOnly("/streams/liveness/0");
    InstanceSilent silent = (InstanceSilent) facts.get(2).body();
    assertThat(facts.get(2).id()).isEqualTo("silent/" + ONE + "/1/" + silent.beatOffset());
    assertThat(Duration.between(silent.lastHeard(), silent.judgedAt()))
        .isBetween(Duration.ofMillis(3000), Duration.ofMillis(3100));
  }

  @Test
  @DisplayName("R22 one of many freezes and repeats its last message: it alone is reported")
  void frozenOne() {
    driver.write(ONE, WATCH).write(TWO, WATCH);
    beat(3, ONE, TWO);
    driver.facts();
    for (int i = 4; i < 10; i++) {
      driver.write(ONE, Beat.of(1, 3)).write(TWO, Beat.of(1, i)).pass(Duration.ofSeconds(1));
    }
    assertThat(driver.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            InstanceSilent.class,
            silent -> assertThat(silent.instance().toString()).isEqualTo(ONE));
  }

  @Test
  @DisplayName("R26 nobody is watched more than declared: an unwatched one may fall silent")
  void unwatched() {
    driver.write(ONE, WATCH);
    beat(2, ONE);
    driver.write(ONE, new Unwatch(1)).pass(Duration.ofSeconds(10));
    assertThat(driver.facts()).hasSize(1).first().isInstanceOf(InstanceHeard.class);
    assertThat(driver.view().find(ONE).orElseThrow().state()).isEqualTo(LivenessState.UNWATCHED);
  }

  @Test
  @DisplayName("R18 an executor that falls silent is a fact of its platform")
  void hosts() {
    driver.write(
        "host/h1/ias", new Watch(0, Duration.ofSeconds(10), Duration.ofSeconds(60), "ias"));
    driver.write("host/h1/ias", Beat.ofHost("ias", 1)).pass(Duration.ofSeconds(11));
    assertThat(driver.facts()).hasExactlyElementsOfTypes(HostHeard.class, HostSilent.class);
  }

  @Test
  @DisplayName("R21 after a gap in the log clients have time to come back, and it is a fact")
  void blindness() {
    driver.write(ONE, WATCH);
    beat(3, ONE);
    driver.facts();
    driver.sleep(Duration.ofSeconds(20)).pass(Duration.ofMillis(9800));
    assertThat(driver.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            ObserverBlind.class, blind -> assertThat(blind.cause()).isEqualTo("gap"));
    driver.pass(Duration.ofMillis(400));
    assertThat(driver.facts()).singleElement().isInstanceOf(InstanceSilent.class);
  }

  @Test
  @DisplayName("R20 the state of every module can be queried")
  void view() {
    driver.write(ONE, WATCH);
    beat(3, ONE);
    LivenessView view = driver.view();
    assertThat(view.find(ONE).orElseThrow().lastHeard()).isEqualTo(driver.now().minusSeconds(1));
    assertThat(view.observer()).isEqualTo(ObserverState.WATCHING);
    assertThat(view.newestTicks().get(0)).isEqualTo(driver.now());
    assertThat(view.counters().get(0).beats()).isEqualTo(3);
  }

  @Test
  void writesOnTransitionsOnly() {
    driver.write(ONE, WATCH);
    beat(3, ONE);
    byte[] remembered = driver.watches().get(ONE);
    beat(5, ONE);
    assertThat(driver.watches().get(ONE)).isEqualTo(remembered);
  }

  @Test
  void movesABeatThatStrayedOnce() {
    String strayed = strayed();
    driver.write(HEARTBEATS, bytes(strayed), bytes("{}"), new RecordHeaders());
    // The driver has one partition and gives it back there: the mark keeps it from going round.
    assertThat(driver.facts())
        .singleElement()
        .isInstanceOfSatisfying(
            InstanceHeard.class,
            heard -> assertThat(heard.instance().toString()).isEqualTo(strayed));
    assertThat(driver.metric("moved-beats-total")).isEqualTo(1);
  }

  @Test
  void whoOnceMovedABeatLeavesMarksInTheOtherPartitions() {
    assertThat(driver.marks()).doesNotContain("moved/0");
    driver.write(HEARTBEATS, bytes(strayed()), bytes("{}"), new RecordHeaders());
    driver.marks();
    driver.pass(Duration.ofSeconds(2));
    // Four rounds of three, since its own partition has the ticks.
    assertThat(driver.marks()).filteredOn("moved/0"::equals).hasSize(12);
  }

  @Test
  @DisplayName("R12 a beat of nobody is buried where it came in, whatever partition that is")
  void buriesAStrayOfNobodyAtOnce() {
    byte[] key = bytes("nobody");
    for (int i = 0; partitionOf(key) == 0; i++) {
      key = bytes("nobody" + i);
    }
    driver.write(HEARTBEATS, key, bytes("{}"), new RecordHeaders());
    assertThat(driver.deadLetters()).hasSize(1);
    assertThat(driver.metric("moved-beats-total")).isZero();
  }

  @Test
  @DisplayName("R12 bad heartbeats are kept whole with their reason; the next one is served")
  void buriesBadHeartbeats() {
    RecordHeaders unknown = new RecordHeaders();
    unknown.add(new RecordHeader(CloudEvents.TYPE, bytes("rouse.heartbeat.Nonsense")));
    RecordHeaders watch = new RecordHeaders();
    watch.add(new RecordHeader(CloudEvents.TYPE, bytes("rouse.heartbeat.Watch")));
    byte[] huge = bytes("x".repeat(900_000));
    List<Bad> bad =
        List.of(
            new Bad(bytes(ONE), null, new RecordHeaders(), "no value"),
            new Bad(bytes(ONE), bytes("beep"), new RecordHeaders(), "not JSON"),
            new Bad(bytes(ONE), bytes("{\"sequence\":"), new RecordHeaders(), "not JSON"),
            new Bad(bytes(ONE), bytes("{\"sequence\":\"x\"}"), new RecordHeaders(), "sequence"),
            new Bad(bytes(ONE), bytes("[]"), new RecordHeaders(), "a beat is a JSON object"),
            new Bad(bytes(ONE), huge, new RecordHeaders(), "not JSON"),
            new Bad(bytes(ONE), bytes("{}"), unknown, "ce_type"),
            new Bad(bytes(ONE), bytes("{}"), watch, "missing: timeout"),
            new Bad(
                bytes(ONE), bytes("{\"timeout\":\"PT0S\",\"startup\":\"PT1S\"}"), watch, "timeout"),
            new Bad(null, bytes("{}"), new RecordHeaders(), "the key is missing"),
            new Bad(bytes("ias/\u0007/1"), bytes("{}"), new RecordHeaders(), "control characters"),
            new Bad(own("nobody"), bytes("{}"), new RecordHeaders(), "<platform>/<module>/<slot>"));
    for (Bad one : bad) {
      driver.write(HEARTBEATS, one.key(), one.value(), one.headers());
      List<TestRecord<byte[], byte[]>> letters = driver.deadLetters();
      assertThat(letters).as(one.reason()).hasSize(1);
      assertThat(letters.get(0).key()).isEqualTo(one.key());
      assertThat(letters.get(0).value()).isEqualTo(one.value());
      assertThat(CloudEvents.text(letters.get(0).headers(), DeadLetters.REASON))
          .contains(one.reason());
    }
    driver.write(ONE, Beat.of(1, 1));
    assertThat(driver.facts()).hasSize(1);
  }

  @Test
  void aTimeoutOfAgesIsTakenAsTheLongestThereIs() {
    Duration ages = Duration.ofDays(36_500);
    driver.write(ONE, new Watch(1, ages, ages, null)).write(ONE, Beat.of(1, 1));
    assertThat(driver.deadLetters()).isEmpty();
    assertThat(driver.facts()).hasSize(1);
  }

  private record Bad(byte[] key, byte[] value, RecordHeaders headers, String reason) {}

  private void beat(int times, String... keys) {
    for (int i = 1; i <= times; i++) {
      for (String key : keys) {
        driver.write(key, Beat.of(1, driver.now().toEpochMilli()));
      }
      driver.pass(Duration.ofSeconds(1));
    }
  }

  private static String strayed() {
    String key = "ias/stray/1";
    for (int slot = 1; partitionOf(bytes(key)) == 0; slot++) {
      key = "ias/stray/" + slot;
    }
    return key;
  }

  private static byte[] own(String key) {
    byte[] own = bytes(key);
    for (int i = 0; partitionOf(own) != 0; i++) {
      own = bytes(key + i);
    }
    return own;
  }

  private static int partitionOf(byte[] key) {
    return Utils.toPositive(Utils.murmur2(key)) % 4;
  }
}
