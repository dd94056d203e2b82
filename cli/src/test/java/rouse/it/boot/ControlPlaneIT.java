package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;
import rouse.it.EventLog;
import rouse.it.TestEngine;
import rouse.it.TestPlatform;

/** The example platform with its broker and its streams app as containers: one boot, bad days. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("The control plane in containers")
class ControlPlaneIT {
  private static final List<String> MODULES =
      List.of("kafka", "monitoring", "app_ui", "sensor_manager", "app_repo");
  private static final List<String> CONTROL = List.of("kafka", "monitoring");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Map<String, Integer> PORTS = new TreeMap<>();
  private static TestPlatform platform;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    platform = TestPlatform.of("plane", "none: { image: BEATER }\n");
    for (String port :
        List.of(
            "${KAFKA_PORT:-9092}", "${API_PORT:-7070}", "9999", "5050", "7071", "7072", "7007")) {
      PORTS.put(port, Host.freePort());
    }
    ExampleFile.write(platform.file(), platform.name(), MODULES, PORTS);
    host =
        new Host(
            platform.file(),
            platform.data(),
            "kafka=" + kafka(),
            "kafka.for-containers=kafka:9092",
            "beat.url=http://monitoring:7070",
            "api=" + api());
    host.start();
    // Killed in the middle of it: the control plane is up, and the first of the modules runs.
    patience().until(() -> !running("sensor_manager").isEmpty() || !running("app_ui").isEmpty());
    host.kill();
    host.start();
    awaitAlive();
  }

  @AfterAll
  static void end() throws Exception {
    host.close();
    String name = platform.name();
    platform.close();
    try (var engine = new TestEngine()) {
      for (String volume : List.of("_kafka-data", "_monitoring-state")) {
        engine.client().removeVolumeCmd(name + volume).exec();
      }
      for (String module : List.of("app_ui", "sensor_manager", "app_repo", "kafka", "monitoring")) {
        engine.client().removeImageCmd(name + "-" + module).withForce(true).exec();
      }
    }
  }

  private static String kafka() {
    return "localhost:" + PORTS.get("${KAFKA_PORT:-9092}");
  }

  private static String api() {
    return "http://127.0.0.1:" + PORTS.get("${API_PORT:-7070}");
  }

  private static ConditionFactory patience() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions();
  }

  private static List<?> running(String module) {
    return platform.engine().running(platform.name(), module);
  }

  private static PlatformStatus status() throws IOException, InterruptedException {
    URI uri = URI.create(api() + "/api/platforms/" + platform.name());
    return Json.MAPPER.readValue(
        HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(15)).build(),
                BodyHandlers.ofByteArray())
            .body(),
        PlatformStatus.class);
  }

  /** By module, their one container. */
  private static Map<String, String> containers() {
    Map<String, String> ids = new TreeMap<>();
    MODULES.forEach(module -> ids.put(module, platform.engine().only(platform.name(), module)));
    return ids;
  }

  private static void awaitAlive() {
    patience()
        .failFast(() -> assertThat(host.isRunning()).as(host::said).isTrue())
        .until(
            () -> status().modules().stream().filter(m -> m.alive() == 1).toList(),
            alive -> alive.stream().map(m -> m.module()).toList().containsAll(MODULES));
  }

  private static EventLog log() {
    return new EventLog(kafka());
  }

  private static List<String> incidents() {
    return log().decisions(Decision.IncidentOpened.class).stream()
        .map(incident -> incident.instance().module() + " " + incident.cause())
        .toList();
  }

  /** Each of these has a successor; everything else is the same container as before. */
  private static void assertOnlySucceeded(Map<String, String> before, String... modules) {
    List<String> succeeded = List.of(modules);
    patience()
        .until(
            () -> containers(),
            now -> succeeded.stream().noneMatch(m -> now.get(m).equals(before.get(m))));
    awaitAlive();
    Map<String, String> after = containers();
    for (String module : modules) {
      assertThat(after.get(module)).as(module).isNotEqualTo(before.get(module));
    }
    after.keySet().removeAll(succeeded);
    before.keySet().removeAll(succeeded);
    assertThat(after).isEqualTo(before);
  }

  @Test
  @Order(1)
  @DisplayName("R29 an executor killed in the middle of the boot: its successor completes it once")
  void bootIsCompleted() {
    MODULES.forEach(module -> assertThat(running(module)).as(module).hasSize(1));
    assertThat(platform.engine().containers(platform.name())).hasSameSizeAs(MODULES);
    assertThat(incidents()).isEmpty();
  }

  @Test
  @Order(2)
  @DisplayName(
      "R32 R33 R36 broker and modules are reached from inside the network and from the host")
  void isReached() throws Exception {
    // Its beats came over the listener inside; this reads them over that of the host.
    assertThat(log().facts(Fact.InstanceHeard.class))
        .extracting(fact -> fact.instance().module())
        .contains("sensor_manager", "app_repo");
    for (int port : PORTS.values()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 30_000);
        assertThat(socket.isConnected()).isTrue();
      }
    }
  }

  @Test
  @Order(3)
  @DisplayName("R37 the control plane started first, then the modules in their order")
  void order() {
    List<String> starts =
        MODULES.stream()
            .sorted(
                Comparator.comparing(
                    module ->
                        Instant.parse(
                            platform
                                .engine()
                                .inspect(containers().get(module))
                                .getState()
                                .getStartedAt())))
            .toList();
    assertThat(starts).startsWith("kafka", "monitoring").endsWith("app_repo");
  }

  @Test
  @Order(4)
  @DisplayName("R18 R38 a killed module is recovered by the decider")
  void moduleKilled() {
    Map<String, String> before = containers();
    platform.engine().crash(before.get("app_repo"));
    assertOnlySucceeded(before, "app_repo");
    assertThat(incidents()).containsExactly("app_repo died");
  }

  @Test
  @Order(5)
  @DisplayName("a killed broker returns with its log; all modules stay, and nobody is accused")
  void brokerKilled() {
    Map<String, String> before = containers();
    List<String> incidents = incidents();
    platform.engine().crash(before.get("kafka"));
    assertOnlySucceeded(before, "kafka");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(6)
  @DisplayName(
      "R11 R24 a killed streams app, a container of its own, returns; no module is restarted")
  void observerKilled() {
    Map<String, String> before = containers();
    List<String> incidents = incidents();
    platform.engine().crash(before.get("monitoring"));
    assertOnlySucceeded(before, "monitoring");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(7)
  @DisplayName("an observer that stops observing is replaced; no module is restarted")
  void observerFrozen() {
    Map<String, String> before = containers();
    List<String> incidents = incidents();
    platform.engine().client().pauseContainerCmd(before.get("monitoring")).exec();
    assertOnlySucceeded(before, "monitoring");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(8)
  @DisplayName("R19 what hangs while the streams app that took its beats dies is found by the next")
  void hangsWithItsCarrier() throws Exception {
    Map<String, String> before = containers();
    URI hang = URI.create("http://127.0.0.1:" + PORTS.get("7007") + "/hang");
    HTTP.send(
        HttpRequest.newBuilder(hang)
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.discarding());
    platform.engine().crash(before.get("monitoring"));
    assertOnlySucceeded(before, "monitoring", "app_repo");
  }

  @Test
  @Order(9)
  @DisplayName(
      "R38 a broker that somebody stopped is left so by the next executor, until up wants it")
  void brokerStopped() throws Exception {
    Map<String, String> before = containers();
    List<String> incidents = incidents();
    platform.engine().client().stopContainerCmd(before.get("kafka")).exec();
    host.kill();
    host.start();
    patience().until(() -> host.said().contains("/kafka/1 was stopped by somebody"));
    patience().until(() -> host.run("up", "--timeout", "2m").exitCode() == 0);
    assertOnlySucceeded(before, "kafka");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(10)
  @DisplayName("down takes the modules first and the control plane last, and its network")
  void down() throws Exception {
    Host.Ended ended = host.run("down");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(platform.engine().containers(platform.name())).isEmpty();
    assertThat(platform.engine().networks(platform.name())).isEmpty();
    int control = CONTROL.stream().mapToInt(m -> ended.said().indexOf(m)).min().orElse(-1);
    assertThat(control).isGreaterThan(ended.said().indexOf("withdrawn"));
    assertThat(ended.said().indexOf("kafka-1")).isGreaterThan(ended.said().indexOf("monitoring-1"));
  }

  @Test
  @Order(10)
  @DisplayName("up after down boots it again, beside the same executor")
  void upAgain() throws Exception {
    Host.Ended ended = host.run("up", "--timeout", "5m");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    // They have beaten; that each has proved itself by then depends on who was first.
    assertThat(ended.said())
        .containsPattern("every module of " + platform.name() + " is (up|alive)\n$");
    assertThat(containers()).hasSameSizeAs(MODULES);
    awaitAlive();
  }
}
