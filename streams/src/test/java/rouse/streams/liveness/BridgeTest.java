package rouse.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.streams.liveness.LivenessDriver.TOPICS;
import static rouse.streams.liveness.LivenessDriver.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Fact.HealthChanged;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.event.Fact.ObserverBlind;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.ModuleSpec.Kind;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.PlatformNames;
import rouse.core.detection.LogClock;

class BridgeTest {
  private final LivenessDriver driver = new LivenessDriver().pass(Duration.ofSeconds(11));

  @AfterEach
  void stop() {
    driver.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"module\":\"action_manager\",\"ts\":143005,\"Status\":1} | ias/action_manager/1",
        "{\"module\":\"action_manager\",\"ts\":905,\"Status\":1}    | ias/action_manager/1",
        "{\"module\":\"Action_Manager\",\"ts\":143005,\"Status\":1} | ias/action_manager/1",
        "{\"module\":\"ACTION-MANAGER\",\"ts\":143005}              | ias/action_manager/1",
        "{\"module\":\"action_manager\",\"ts\":143005}              | ias/action_manager/1",
        "{\"module\":\"action_manager\"}                            | ias/action_manager/1",
        "{\"moduleName\":\"action_manager\",\"currentTime\":143005} | ias/action_manager/1",
        "{\"module_name\":\"action_manager\",\"ts\":\"14:30:05\"}   | ias/action_manager/1",
        "{\"module\":\"Sensor-Manager\",\"Status\":\"1\",\"x\":[1]} | ias/sensor-manager/1",
        "{\"module\":\"sensor_manager\",\"ts\":null}                | ias/sensor-manager/1",
        "{\"module\":\"worker_node_3\",\"ts\":143005,\"Status\":1}  | ias/worker_node/3",
        "{\"module\":\"Worker-Node-12\",\"ts\":143005,\"Status\":1} | ias/worker_node/12",
        "{\"module\":\"worker_node\",\"ts\":143005,\"Status\":1}    | ias/worker_node/1",
        "{\"module\":\"action_manager_2\",\"ts\":1,\"Status\":1}    | ias/action_manager_2/1",
        "{\"module\":\"unheard_of_7\",\"ts\":1,\"Status\":1}        | ias/unheard_of_7/1",
        "{\"module\":\"worker_node_0\",\"ts\":1,\"Status\":1}       | ias/worker_node_0/1"
      })
  @DisplayName("R27 every variant of the original heartbeat is a beat of the module it means")
  void variants(String value, String instance) {
    declareTo(driver);
    for (String topic : List.of("HeartBeat", "Heart_Beat")) {
      driver.write(topic, null, bytes(value), new RecordHeaders());
      driver.write(topic, bytes("any"), bytes(value), new RecordHeaders());
    }
    assertThat(driver.beaten()).hasSize(4).containsOnly(instance);
    assertThat(driver.facts())
        .filteredOn(InstanceHeard.class::isInstance)
        .first()
        .extracting(heard -> ((InstanceHeard) heard).instance().toString())
        .isEqualTo(instance);
  }

  @Test
  @DisplayName("R27 a bridged beat says by which bridge it came, and the bridge leaves marks")
  void route() {
    driver.marks();
    driver.pass(Duration.ofSeconds(1));
    // Two rounds of four partitions.
    assertThat(driver.marks()).hasSize(8).containsOnly("bridge/0");
    original("{\"module\":\"app_ui\",\"ts\":143005,\"Status\":1}");
    assertThat(driver.routes()).containsExactly("bridge/0");
  }

  @Test
  @DisplayName("R18 while the bridge reads through a burst its marks stand still and accuse nobody")
  void burst() {
    declared();
    beatOriginally(20);
    driver.reads.behind = true;
    driver.marksIn(0);
    driver.pass(Duration.ofSeconds(30));
    assertThat(driver.marksIn(0).stream().map(Mark::upTo).distinct()).hasSizeLessThanOrEqualTo(2);
    driver.reads.behind = false;
    beatOriginally(3);
    assertThat(driver.facts()).noneMatch(InstanceSilent.class::isInstance);
    driver.pass(Duration.ofSeconds(15));
    assertThat(driver.facts()).filteredOn(InstanceSilent.class::isInstance).hasSize(1);
  }

  @Test
  @DisplayName(
      "R18 while the leader of the original topic is away nobody is accused, nor just after")
  void leaderAway() {
    declared();
    beatOriginally(20);
    driver.reads.away = true;
    driver.pass(Duration.ofSeconds(30));
    driver.reads.away = false;
    driver.pass(Duration.ofMillis(LogClock.RECONNECT_MS));
    assertThat(driver.facts())
        .noneMatch(InstanceSilent.class::isInstance)
        .anyMatch(ObserverBlind.class::isInstance);
    driver.pass(Duration.ofSeconds(15));
    assertThat(driver.facts()).filteredOn(InstanceSilent.class::isInstance).hasSize(1);
  }

  private void declared() {
    Duration timeout = Duration.ofSeconds(3);
    driver.write("ias/app_ui/1", new Watch(1, timeout, timeout.multipliedBy(20), null));
  }

  private void beatOriginally(int times) {
    for (int i = 0; i < times; i++) {
      original("{\"module\":\"app_ui\",\"Status\":1}").pass(Duration.ofSeconds(1));
    }
  }

  @Test
  @DisplayName("R22 a frozen original module that repeats its last message is silent")
  void repeats() {
    for (int i = 0; i < 12; i++) {
      original("{\"module\":\"app_ui\",\"ts\":143005,\"Status\":1}").pass(Duration.ofSeconds(1));
    }
    assertThat(driver.facts()).hasExactlyElementsOfTypes(InstanceHeard.class, InstanceSilent.class);
  }

  @Test
  void jitterOfAModuleThatBeatsEveryThreeSecondsIsNoSilence() {
    int[] jitter = {0, 900, -700, 1500, -1400, 300};
    for (int i = 0; i < 30; i++) {
      original("{\"module\":\"app_ui\",\"ts\":" + i + ",\"Status\":1}");
      driver.pass(Duration.ofMillis(3000 + jitter[i % jitter.length] / 50 * 50));
    }
    assertThat(driver.facts()).hasExactlyElementsOfTypes(InstanceHeard.class, InstanceHeard.class);
  }

  @Test
  void statusZeroIsABeatOfOneThatIsNotWell() {
    original("{\"module\":\"app_ui\",\"ts\":1,\"Status\":0}");
    original("{\"module\":\"app_ui\",\"ts\":2,\"Status\":0}");
    original("{\"module\":\"app_ui\",\"ts\":3,\"Status\":1}");
    assertThat(driver.facts())
        .filteredOn(HealthChanged.class::isInstance)
        .extracting(fact -> ((HealthChanged) fact).health() + " " + ((HealthChanged) fact).by())
        .containsExactly("UNHEALTHY module", "HEALTHY module");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "beep",
        "{\"module\":\"app_ui\"",
        "{\"module\":\"app_ui\"} trailing",
        "[]",
        "{}",
        "{\"Status\":1}",
        "{\"module\":null}",
        "{\"module\":7}",
        "{\"module\":\"  \"}",
        "{\"module\":\"app\\u0007ui\"}",
        "{\"module\":\"../../etc\"}",
        ""
      })
  @DisplayName("R12 what is no heartbeat is kept whole with its reason; the next one is served")
  void buries(String value) {
    original(value).write("HeartBeat", null, null, new RecordHeaders());
    original("{\"module\":\"app_ui\",\"ts\":1,\"Status\":1}");

    List<TestRecord<byte[], byte[]>> letters = driver.deadLetters();
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).value()).isEqualTo(bytes(value));
    assertThat(CloudEvents.text(letters.get(0).headers(), DeadLetters.TOPIC))
        .isEqualTo("HeartBeat");
    assertThat(CloudEvents.text(letters.get(0).headers(), DeadLetters.REASON))
        .isNotBlank()
        .doesNotContainPattern("\\p{Cntrl}");
    assertThat(letters.get(1).value()).isNull();
    assertThat(driver.facts()).singleElement().isInstanceOf(InstanceHeard.class);
  }

  private LivenessDriver original(String value) {
    return driver.write("HeartBeat", null, bytes(value), new RecordHeaders());
  }

  @Test
  @DisplayName("names that are declared no more are none, and another platform's are not ours")
  void namesChange() {
    declareTo(driver);
    declare(driver, "other", Map.of("app_ui", Kind.WORKER));
    declare(driver, "ias", Map.of("worker", Kind.WORKER));
    original("{\"module\":\"worker_node_3\",\"ts\":1}");
    original("{\"module\":\"Worker_3\",\"ts\":1}");
    original("{\"module\":\"app_ui_2\",\"ts\":1}");
    assertThat(driver.beaten())
        .containsExactly("ias/worker_node_3/1", "ias/worker/3", "ias/app_ui_2/1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"modules\":null}",
        "{\"modules\":{\"a\":null}}",
        "beep"
      })
  @DisplayName("R12 names that cannot be read change nothing")
  void unreadableNames(String value) {
    declareTo(driver);
    driver.write(TOPICS.platforms().name(), bytes("ias"), bytes(value), new RecordHeaders());
    driver.write(TOPICS.platforms().name(), null, bytes(value), new RecordHeaders());
    original("{\"module\":\"worker_node_3\",\"ts\":1}");
    assertThat(driver.beaten()).containsExactly("ias/worker_node/3");
  }

  private static void declareTo(LivenessDriver to) {
    declare(
        to,
        "ias",
        Map.of(
            "action_manager",
            Kind.MODULE,
            "sensor-manager",
            Kind.MODULE,
            "worker_node",
            Kind.WORKER));
  }

  private static void declare(LivenessDriver to, String platform, Map<String, Kind> modules) {
    byte[] value = new PlatformNames(modules, null).toBytes();
    to.write(TOPICS.platforms().name(), bytes(platform), value, new RecordHeaders());
  }
}
