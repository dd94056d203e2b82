package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;

/** The units of systemd: their very command lines, with as much environment as it gives. */
@DisplayName("The systemd units")
class UnitFilesIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Path UNITS = Path.of("..", "packaging", "systemd");
  private static final Path ROUSE = Path.of("..", "scripts", "rouse").toAbsolutePath().normalize();
  private TestCluster cluster;
  private TestPlatform platform;
  private Process process;

  @BeforeEach
  void open() throws IOException {
    cluster = TestCluster.start();
    platform = new TestPlatform();
  }

  @AfterEach
  void close() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
    platform.close();
    cluster.close();
  }

  private static List<String> values(String unit, String key) throws IOException {
    return Files.readAllLines(UNITS.resolve(unit)).stream()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .toList();
  }

  /**
   * Runs {@code ExecStart} with nothing in the environment but what {@code rouse.env} has. The
   * places that the unit installs to are those of this build and of this test.
   */
  private void start(String unit, String... environment) throws IOException {
    String command =
        values(unit, "ExecStart")
            .getFirst()
            .replace("/usr/bin/rouse", ROUSE.toString())
            .replace("/etc/rouse/%i.yaml", cluster.folder("etc").resolve("shop.yaml").toString());
    List<String> all = new ArrayList<>(List.of("env", "-i", "ROUSE_KAFKA=" + cluster.bootstrap()));
    all.addAll(List.of(environment));
    all.addAll(List.of(command.split(" ")));
    Path folder = Files.createDirectories(cluster.folder("var"));
    process =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
  }

  private Path log() {
    return cluster.folder("log");
  }

  private static int status(String url) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private void awaitGood(String url) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("it ended: " + Files.readString(log()));
              }
              return status(url) == 200;
            });
  }

  @Test
  @DisplayName("run the streams app with an empty environment")
  void streams() throws Exception {
    int port = freePort();
    start("rouse-streams.service", "ROUSE_HTTP_PORT=" + port);
    awaitGood("http://127.0.0.1:" + port + "/readyz");
  }

  @Test
  @DisplayName("run the executor with an empty environment")
  void executor() throws Exception {
    Path etc = Files.createDirectories(cluster.folder("etc"));
    Files.writeString(
        etc.resolve("shop.yaml"),
        "name: %s\nservices:\n%s"
            .formatted(
                platform.name(), TestPlatform.service("web", "exec sleep 1000", "").indent(2)));
    int port = freePort();
    start("rouse-executor@.service", "ROUSE_EXECUTOR_PORT=" + port);
    awaitGood("http://127.0.0.1:" + port + "/healthz");
    assertThat(new DockerRuntime(platform.engine()).list(platform.name())).isEmpty();
  }

  private static int freePort() throws IOException {
    try (java.net.ServerSocket probe = new java.net.ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rouse-streams.service", "rouse-executor@.service", "rouse-guard.service"})
  @DisplayName("start again however often that fails, with growing pauses")
  void neverGiveUp(String unit) throws IOException {
    List<String> lines = Files.readAllLines(UNITS.resolve(unit));
    int service = lines.indexOf("[Service]");
    assertThat(lines.subList(0, service)).contains("[Unit]", "StartLimitIntervalSec=0");
    assertThat(lines.subList(service, lines.size()))
        .contains("Restart=always", "RestartSec=1s", "RestartSteps=6", "RestartMaxDelaySec=60s");
  }
}
