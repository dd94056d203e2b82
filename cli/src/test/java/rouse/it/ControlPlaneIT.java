package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus;

/** A platform whose broker and streams app are containers too; only the executor is outside. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("the control plane in containers")
class ControlPlaneIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static TestPlatform platform;
  private static Process executor;
  private static int kafkaPort;
  private static int apiPort;

  @BeforeAll
  static void boot() throws IOException {
    kafkaPort = freePort();
    apiPort = freePort();
    platform = TestPlatform.of("plane", "later: { image: BEATER }\n");
    Files.writeString(platform.file(), composeFile());
    startExecutor();
    patience()
        .until(() -> "alive".equals(observed("watched")) && "alive".equals(observed("beating")));
  }

  private static String composeFile() {
    return """
        name: NAME
        services:
          kafka:
            build: { context: ROOT/examples/ias/kafka, args: { JARS: NAME-monitoring } }
            ports: ["127.0.0.1:OUTSIDE:9094"]
            environment: { KAFKA_HOST_PORT: "OUTSIDE" }
            volumes: ["kafka-data:/var/lib/kafka"]
            x-rouse: { supervised-by: executor, heartbeat: { startup: 180s } }
          monitoring:
            build: { context: ROOT/cli/target, dockerfile: ROOT/streams/Dockerfile }
            ports: ["127.0.0.1:API:7070"]
            networks: { default: { aliases: [action_manager] } }
            depends_on: { kafka: { condition: service_healthy } }
            x-rouse:
              supervised-by: executor
              observes: true
              heartbeat: { startup: 180s }
          watched:
            image: IMAGE
            depends_on: { kafka: { condition: service_healthy } }
          beating:
            image: IMAGE
            depends_on: [watched]
            x-rouse: { heartbeat: { source: self, timeout: 5s, startup: 60s } }
        volumes: { kafka-data: {} }
        """
        .replace("OUTSIDE", Integer.toString(kafkaPort))
        .replace("API", Integer.toString(apiPort))
        .replace("ROOT", ROOT.toString())
        .replace("IMAGE", platform.image())
        .replace("NAME", platform.name());
  }

  private static void startExecutor() throws IOException {
    List<String> command =
        new ArrayList<>(DevProcess.rouse("executor", "-f", platform.file().toString()));
    command.addAll(List.of("--set", "kafka=localhost:" + kafkaPort));
    command.addAll(List.of("--set", "kafka.for-containers=kafka:9092"));
    command.addAll(List.of("--set", "beat.url=http://monitoring:7070"));
    command.addAll(List.of("--set", "executor.port=0"));
    command.addAll(List.of("--set", "executor.state=" + platform.data()));
    executor =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    Path.of("target", "control-plane-it.log").toFile()))
            .start();
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    executor.destroy();
    executor.waitFor(20, TimeUnit.SECONDS);
    executor.destroyForcibly();
    String name = platform.name();
    TestEngine engine = new TestEngine();
    try (engine) {
      platform.close();
      engine.client().removeVolumeCmd(name + "_kafka-data").exec();
      engine.client().removeImageCmd(name + "-kafka").withForce(true).exec();
      engine.client().removeImageCmd(name + "-monitoring").withForce(true).exec();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static ConditionFactory patience() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions();
  }

  private static String observed(String module) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + apiPort + "/api/platforms/" + platform.name());
    byte[] body = HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray()).body();
    return Json.MAPPER.readValue(body, PlatformStatus.class).modules().stream()
        .filter(m -> m.module().equals(module))
        .findFirst()
        .orElseThrow()
        .instances()
        .getFirst()
        .observed();
  }

  private static String container(String module) {
    return platform.engine().only(platform.name(), module);
  }

  private static EventLog log() {
    return new EventLog("localhost:" + kafkaPort);
  }

  private void kill(String module) {
    platform.engine().client().killContainerCmd(container(module)).exec();
  }

  private void awaitSuccessor(String module, String old) {
    patience().until(() -> !container(module).equals(old));
  }

  private void awaitAlive() {
    patience()
        .until(() -> "alive".equals(observed("watched")) && "alive".equals(observed("beating")));
  }

  @Test
  @Order(1)
  @DisplayName(
      "R11 R24 R32 R33 broker and streams app run as containers, reached from inside and outside")
  void boots() {
    assertThat(container("kafka")).isNotEmpty();
    assertThat(container("monitoring")).isNotEmpty();
    assertThat(log().facts(Fact.PlatformDeclared.class)).isNotEmpty();
    // it beats over the listener inside the network, and the decider heard it
    assertThat(log().facts(Fact.InstanceHeard.class))
        .extracting(f -> f.instance().module())
        .contains("beating");
  }

  @Test
  @Order(2)
  @DisplayName("a killed broker returns with its log, all modules stay, nobody is accused")
  void brokerKilled() {
    String kafka = container("kafka");
    String watched = container("watched");
    String beating = container("beating");
    int incidents = log().decisions(Decision.IncidentOpened.class).size();

    kill("kafka");
    awaitSuccessor("kafka", kafka);
    awaitAlive();

    assertThat(log().facts(Fact.PlatformDeclared.class)).isNotEmpty();
    assertThat(container("watched")).isEqualTo(watched);
    assertThat(container("beating")).isEqualTo(beating);
    assertThat(log().decisions(Decision.IncidentOpened.class)).hasSize(incidents);
  }

  @Test
  @Order(3)
  @DisplayName("a killed streams app returns without a restart of any module")
  void observerKilled() {
    String monitoring = container("monitoring");
    String watched = container("watched");
    String beating = container("beating");

    kill("monitoring");
    awaitSuccessor("monitoring", monitoring);
    awaitAlive();

    assertThat(container("watched")).isEqualTo(watched);
    assertThat(container("beating")).isEqualTo(beating);
  }

  @Test
  @Order(4)
  @DisplayName("R18 R38 a killed module is recovered by the decider")
  void moduleKilled() {
    String watched = container("watched");

    kill("watched");
    awaitSuccessor("watched", watched);
    awaitAlive();

    patience()
        .untilAsserted(
            () ->
                assertThat(log().decisions(Decision.IncidentClosed.class))
                    .extracting(d -> d.instance())
                    .contains(InstanceId.parse(platform.name() + "/watched/1")));
  }

  @Test
  @Order(5)
  @DisplayName("an observer that is frozen, and so no longer ticks, is replaced")
  void observerFrozen() {
    String monitoring = container("monitoring");
    String watched = container("watched");

    platform.engine().client().pauseContainerCmd(monitoring).exec();
    awaitSuccessor("monitoring", monitoring);
    awaitAlive();

    assertThat(container("watched")).isEqualTo(watched);
  }

  @Test
  @Order(6)
  @DisplayName("an executor that is killed and started again touches nothing that lives")
  void executorKilled() throws IOException, InterruptedException {
    List<String> before =
        List.of(
            container("kafka"),
            container("monitoring"),
            container("watched"),
            container("beating"));
    int declared = log().facts(Fact.PlatformDeclared.class).size();

    executor.destroyForcibly().waitFor();
    startExecutor();
    patience().until(() -> log().facts(Fact.PlatformDeclared.class).size() > declared);
    awaitAlive();

    assertThat(
            List.of(
                container("kafka"),
                container("monitoring"),
                container("watched"),
                container("beating")))
        .isEqualTo(before);
  }
}
