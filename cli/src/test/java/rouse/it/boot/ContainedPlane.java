package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import rouse.contracts.event.Json;
import rouse.contracts.status.PlatformStatus;
import rouse.it.EventLog;
import rouse.it.TestEngine;
import rouse.it.TestPlatform;

/**
 * Part of the example with its broker and its streams app as containers, on ports of this machine,
 * and the executor that boots it, which is not yet started.
 */
final class ContainedPlane implements AutoCloseable {
  static final List<String> MODULES =
      List.of("kafka", "monitoring", "app_ui", "sensor_manager", "app_repo");

  private static final String KAFKA = "${KAFKA_PORT:-9092}";
  private static final String API = "${API_PORT:-7070}";
  private static final String TOKEN = "t0ken-of-the-plane";
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private final Map<String, Integer> ports = new TreeMap<>();
  private final TestPlatform platform = TestPlatform.of("plane", "none: { image: BEATER }\n");
  private final Host host;
  private final EventLog log;

  ContainedPlane() throws IOException {
    for (String port : List.of(KAFKA, API, "9999", "5050", "7071", "7072", "7007")) {
      ports.put(port, Host.freePort());
    }
    ExampleFile.write(platform.file(), platform.name(), MODULES, ports);
    // It does not listen on loopback in its container, so what changes something needs a token.
    String example = Files.readString(platform.file());
    Files.writeString(
        platform.file(),
        example.replaceFirst(
            "(ROUSE_HTTP_ADVERTISED: ?[^,}\\s]+)", "$1, ROUSE_HTTP_TOKEN: " + TOKEN));
    host =
        new Host(
            platform.file(),
            platform.data(),
            "kafka=" + kafka(),
            "kafka.for-containers=kafka:9092",
            "beat.url=http://monitoring:7070",
            "api=" + api(),
            "http.token=" + TOKEN);
    log = new EventLog(kafka());
  }

  Host host() {
    return host;
  }

  TestPlatform platform() {
    return platform;
  }

  String name() {
    return platform.name();
  }

  /** Of this machine, on which the modules are reached. */
  Collection<Integer> ports() {
    return ports.values();
  }

  /** That of this machine for one that stands in the example. */
  int port(String inTheExample) {
    return ports.get(inTheExample);
  }

  private String kafka() {
    return "localhost:" + port(KAFKA);
  }

  String api() {
    return "http://127.0.0.1:" + port(API);
  }

  static ConditionFactory patience() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions();
  }

  List<?> running(String module) {
    return platform.engine().running(name(), module);
  }

  /** By module, their one container. */
  Map<String, String> containers() {
    Map<String, String> ids = new TreeMap<>();
    MODULES.forEach(module -> ids.put(module, platform.engine().only(name(), module)));
    return ids;
  }

  EventLog log() {
    return log;
  }

  void awaitAlive() {
    patience()
        .failFast(() -> assertThat(host.isRunning()).as(host::said).isTrue())
        .until(
            () -> status().modules().stream().filter(m -> m.alive() == 1).toList(),
            alive -> alive.stream().map(m -> m.module()).toList().containsAll(MODULES));
  }

  private PlatformStatus status() throws IOException, InterruptedException {
    URI uri = URI.create(api() + "/api/platforms/" + name());
    return Json.MAPPER.readValue(
        HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(15)).build(),
                BodyHandlers.ofByteArray())
            .body(),
        PlatformStatus.class);
  }

  @Override
  public void close() throws IOException {
    host.close();
    platform.close();
    try (TestEngine engine = new TestEngine()) {
      for (String volume : List.of("_kafka-data", "_monitoring-state")) {
        engine.client().removeVolumeCmd(name() + volume).exec();
      }
      for (String module : MODULES) {
        engine.client().removeImageCmd(name() + "-" + module).withForce(true).exec();
      }
    }
  }
}
