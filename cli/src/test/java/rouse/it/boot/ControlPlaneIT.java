package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.it.TestEngine;

/** The example platform with its broker and its streams app as containers: one boot, bad days. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("The control plane in containers")
class ControlPlaneIT {
  private static final Set<String> CONTROL = Set.of("kafka", "monitoring");
  private static ContainedPlane plane;
  private static TestEngine engine;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    plane = new ContainedPlane();
    engine = plane.platform().engine();
    host = plane.host();
    host.start();
    // Killed in the middle of it: the control plane is up, and the first of the modules runs.
    ContainedPlane.patience()
        .until(
            () -> !plane.running("sensor_manager").isEmpty() || !plane.running("app_ui").isEmpty());
    host.kill();
    host.start();
    plane.awaitAlive();
  }

  @AfterAll
  static void end() throws Exception {
    plane.close();
  }

  /** Of the modules; those of the control plane are told by their own tests. */
  private static List<String> incidents() {
    return plane.log().decisions(Decision.IncidentOpened.class).stream()
        .filter(incident -> !CONTROL.contains(incident.instance().module()))
        .map(incident -> incident.instance().module() + " " + incident.cause())
        .toList();
  }

  /** The chain of its replacement reaches what was seen of it. */
  private static void assertExplained(String module, String evidence) {
    String instance = plane.name() + "/" + module + "/1";
    // The executor publishes what it decides about the control plane when the broker takes it
    // again.
    ContainedPlane.patience()
        .until(
            () -> plane.log().decisions(Decision.IncidentClosed.class),
            closings ->
                closings.stream()
                    .anyMatch(
                        closed ->
                            closed.instance().toString().equals(instance)
                                && closed.outcome().equals("recovered")));
    ContainedPlane.patience()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> host.verb("why", instance, "--set", "api=" + plane.api()),
            why -> why.exitCode() == 0 && why.said().contains(evidence));
  }

  /** Each of these has a successor; everything else is the same container as before. */
  private static void assertOnlySucceeded(Map<String, String> before, String... modules) {
    List<String> succeeded = List.of(modules);
    ContainedPlane.patience()
        .until(
            plane::containers,
            now -> succeeded.stream().noneMatch(m -> now.get(m).equals(before.get(m))));
    plane.awaitAlive();
    Map<String, String> after = plane.containers();
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
    ContainedPlane.MODULES.forEach(
        module -> assertThat(plane.running(module)).as(module).hasSize(1));
    assertThat(engine.containers(plane.name())).hasSameSizeAs(ContainedPlane.MODULES);
    assertThat(incidents()).isEmpty();
  }

  @Test
  @Order(2)
  @DisplayName(
      "R32 R33 R36 broker and modules are reached from inside the network and from the host")
  void isReached() throws Exception {
    // Its beats came over the listener inside; this reads them over that of the host.
    assertThat(plane.log().facts(Fact.InstanceHeard.class))
        .extracting(fact -> fact.instance().module())
        .contains("sensor_manager", "app_repo");
    for (int port : plane.ports()) {
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
        ContainedPlane.MODULES.stream()
            .sorted(
                Comparator.comparing(
                    module ->
                        Instant.parse(
                            engine
                                .inspect(plane.containers().get(module))
                                .getState()
                                .getStartedAt())))
            .toList();
    assertThat(starts).startsWith("kafka", "monitoring").endsWith("app_repo");
  }

  @Test
  @Order(4)
  @DisplayName("R18 R38 a killed module is recovered by the decider")
  void moduleKilled() {
    Map<String, String> before = plane.containers();
    engine.crash(before.get("app_repo"));
    assertOnlySucceeded(before, "app_repo");
    assertThat(incidents()).containsExactly("app_repo died");
  }

  @Test
  @Order(5)
  @DisplayName(
      "B7 a killed broker returns with its log; all modules stay, nobody is accused, why explains it")
  void brokerKilled() {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    engine.crash(before.get("kafka"));
    assertOnlySucceeded(before, "kafka");
    assertExplained("kafka", "exit code 137");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(6)
  @DisplayName(
      "R11 R24 a killed streams app, a container of its own, returns; no module is restarted")
  void observerKilled() {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    engine.crash(before.get("monitoring"));
    assertOnlySucceeded(before, "monitoring");
    assertExplained("monitoring", "exit code 137");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(7)
  @DisplayName("an observer that stops observing is replaced; no module is restarted")
  void observerFrozen() {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    engine.freeze(before.get("monitoring"));
    assertOnlySucceeded(before, "monitoring");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(8)
  @DisplayName("R19 what hangs while the streams app that took its beats dies is found by the next")
  void hangsWithItsCarrier() throws Exception {
    Map<String, String> before = plane.containers();
    URI hang = URI.create("http://127.0.0.1:" + plane.port("7007") + "/hang");
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(hang)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            BodyHandlers.discarding());
    engine.crash(before.get("monitoring"));
    assertOnlySucceeded(before, "monitoring", "app_repo");
  }

  @Test
  @Order(9)
  @DisplayName(
      "R38 a broker that somebody stopped is left so by the next executor, until up wants it")
  void brokerStopped() throws Exception {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    engine.client().stopContainerCmd(before.get("kafka")).exec();
    host.kill();
    host.start();
    ContainedPlane.patience().until(() -> host.said().contains("/kafka/1 was stopped by somebody"));
    ContainedPlane.patience().until(() -> host.run("up", "--timeout", "2m").exitCode() == 0);
    assertOnlySucceeded(before, "kafka");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(10)
  @DisplayName("R38 rouse restart replaces the broker, which proves itself; why explains it")
  void brokerRestarted() throws Exception {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    Host.Ended ended = host.verb("restart", "kafka", "--reason", "new-disk");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertOnlySucceeded(before, "kafka");
    ContainedPlane.patience()
        .until(
            () -> plane.log().decisions(Decision.InstanceAlive.class),
            alive -> alive.stream().anyMatch(a -> a.instance().module().equals("kafka")));
    ContainedPlane.patience()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> host.verb("why", plane.name() + "/kafka/1").said(),
            why -> why.contains("new-disk") && why.contains("Rouse ordered to replace"));
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(11)
  @DisplayName(
      "R38 a held broker that ends is left so, by the next executor too, until it is released")
  void brokerHeld() throws Exception {
    Map<String, String> before = plane.containers();
    List<String> incidents = incidents();
    Host.Ended held = host.verb("hold", "kafka", "--reason", "backup");
    assertThat(held.exitCode()).as(held.said()).isZero();
    ContainedPlane.patience()
        .until(() -> host.verb("status").said(), said -> said.contains("held"));
    // The log says so; the executor has to have read it, since there is no log while it is held.
    ContainedPlane.patience()
        .ignoreExceptions()
        .until(host::controlPlaneState, state -> state.contains("\"held\":true"));
    engine.crash(before.get("kafka"));
    ContainedPlane.patience().until(() -> plane.running("kafka").isEmpty());
    host.kill();
    host.start();
    ContainedPlane.patience().until(() -> host.said().contains("/kafka/1 is held by an operator"));
    assertThat(plane.running("kafka")).isEmpty();
    // The broker is away, so this one goes to the executor itself.
    ContainedPlane.patience().until(() -> host.verb("release", "kafka").exitCode() == 0);
    assertOnlySucceeded(before, "kafka");
    assertThat(incidents()).isEqualTo(incidents);
  }

  @Test
  @Order(12)
  @DisplayName("down takes the modules first and the control plane last, and its network")
  void down() throws Exception {
    Host.Ended ended = host.run("down");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(engine.containers(plane.name())).isEmpty();
    assertThat(engine.networks(plane.name())).isEmpty();
    int control =
        Stream.of("kafka", "monitoring").mapToInt(m -> ended.said().indexOf(m)).min().orElse(-1);
    assertThat(control).isGreaterThan(ended.said().indexOf("withdrawn"));
    assertThat(ended.said().indexOf("kafka-1")).isGreaterThan(ended.said().indexOf("monitoring-1"));
  }

  @Test
  @Order(13)
  @DisplayName("up after down boots it again, beside the same executor")
  void upAgain() throws Exception {
    Host.Ended ended = host.run("up", "--timeout", "5m");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    // They have beaten; that each has proved itself by then depends on who was first.
    assertThat(ended.said())
        .containsPattern("every module of " + plane.name() + " is (up|alive)\n$");
    assertThat(plane.containers()).hasSameSizeAs(ContainedPlane.MODULES);
    plane.awaitAlive();
  }
}
