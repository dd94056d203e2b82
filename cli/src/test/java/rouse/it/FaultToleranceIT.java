package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.Topics;
import rouse.docs.MetricNames;
import rouse.docs.Promtool;
import rouse.executor.ExecutorApp;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.Bootstrap;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.EngineProxy;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.TestPlatform;
import rouse.executor.files.FileHashes;
import rouse.streams.StreamsApp;

/** The original fault-tolerance API from end to end: broker, streams app, executor, engine. */
class FaultToleranceIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static TestCluster cluster;
  private static StreamsApp streams;
  private final Topics topics = Topics.withDefaultNames();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestPlatform platform;
  private DockerRuntime runtime;
  private EngineProxy proxy;
  private ExecutorApp executor;

  @BeforeAll
  static void start() throws InterruptedException {
    cluster = TestCluster.start();
    streams = new StreamsApp(cluster.settings());
    streams.start();
  }

  @AfterAll
  static void end() {
    streams.close();
    cluster.close();
  }

  @BeforeEach
  void open() throws Exception {
    proxy = new EngineProxy();
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    Settings settings =
        cluster.settings(
            "host",
            "host-of-" + platform.name(),
            "beat.secret",
            "s",
            "docker.host",
            proxy.address(),
            "executor.bind",
            "0.0.0.0",
            "http.token",
            "t0ken",
            "faulty.from",
            "platform");
    PlatformFile file =
        platform.file(
            TestPlatform.service("action_manager", "exec sleep 1000", "")
                + TestPlatform.service(
                    "worker_node",
                    "exec sleep 1000",
                    """
                    x-rouse: { kind: worker, scale: { min: 1, max: 3 } }
                    deploy: { replicas: 1 }
                    """));
    executor =
        new ExecutorApp(
            settings,
            new Bootstrap(
                    platform.engine(),
                    BootProgress.SILENT,
                    new FileHashes(),
                    cluster.folder("executor").resolve(platform.name()))
                .prepare(file, rouse.executor.HostName.of(settings)));
    executor.start();
    awaitAlive(manager());
    awaitAlive(worker(1));
  }

  @AfterEach
  void close() throws IOException {
    executor.close();
    proxy.close();
    platform.close();
  }

  private InstanceId manager() {
    return platform.instance("action_manager");
  }

  private InstanceId worker(int slot) {
    return new InstanceId(platform.name(), "worker_node", slot);
  }

  private void awaitAlive(InstanceId instance) {
    cluster.await(
        topics.decisions(),
        LONG,
        r ->
            r.value().body() instanceof Decision.InstanceAlive alive
                && alive.instance().equals(instance));
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + executor.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", "Bearer t0ken")
            .timeout(LONG)
            .build();
    return http.sendAsync(request, BodyHandlers.ofString());
  }

  private CompletableFuture<HttpResponse<String>> faulty(String name) {
    return post("/faulty", "{\"module_name\":\"" + name + "\"}");
  }

  private String get(String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + executor.port() + path))
                .build(),
            BodyHandlers.ofString())
        .body();
  }

  private String containerId(InstanceId instance) {
    return inspect(instance).map(i -> i.container().id()).orElse("");
  }

  private String ip(InstanceId instance) {
    return inspect(instance).flatMap(i -> i.container().ip()).orElse("");
  }

  private Optional<Inspection> inspect(InstanceId instance) {
    return runtime.inspect(instance.containerName());
  }

  private long incidents() {
    return cluster.read(topics.decisions()).stream()
        .map(r -> r.value().body())
        .filter(d -> d instanceof Decision.IncidentOpened && d.platform().equals(platform.name()))
        .count();
  }

  private long reports() {
    return cluster.read(topics.facts()).stream()
        .map(r -> r.value().body())
        .filter(f -> f instanceof Fact.FaultReported && f.platform().equals(platform.name()))
        .count();
  }

  @Test
  @DisplayName("R40 a healthy module is already running, and nothing is touched")
  void alreadyRunning() throws Exception {
    String before = containerId(manager());
    HttpResponse<String> answer = faulty("Action-Manager").get();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"Status\":\"Action-Manager is already running\"}");
    assertThat(containerId(manager())).isEqualTo(before);
    assertThat(incidents()).isZero();
  }

  @Test
  @DisplayName("R38 R41 R45 two reports of a killed module share one recovery, both are answered")
  void sharedRecovery() throws Exception {
    String before = containerId(manager());
    // The recovery waits at the engine's door until both have reported.
    proxy.hold("POST .*/containers/create");
    platform.docker("kill it", c -> c.killContainerCmd(before).exec());
    proxy.awaitHeld();
    List<CompletableFuture<HttpResponse<String>>> answers =
        List.of(faulty("action_manager"), faulty("action_manager"));
    await().atMost(LONG).until(() -> reports() == 2);
    proxy.release();
    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
    }
    assertThat(containerId(manager())).isNotEqualTo(before);
    assertThat(answers)
        .extracting(a -> a.get().body())
        .containsOnly(
            "{\"Status\":\"action_manager restarted SUCCESSFULLY on address "
                + ip(manager())
                + "\"}");
    assertThat(incidents()).isEqualTo(1);
    assertThat(runtime.list(manager()).stream().filter(c -> c.phase().alive())).hasSize(1);
  }

  @Test
  @DisplayName("R39 R46 R47 a worker's name with a new number asks for a worker, as POST /workers")
  void workers() throws Exception {
    HttpResponse<String> second = faulty("worker_node_2").get();
    assertThat(second.body())
        .isEqualTo(
            "{\"Status\":\"worker_node_2 restarted SUCCESSFULLY on address "
                + ip(worker(2))
                + "\"}");
    JsonNode third = Json.MAPPER.readTree(post("/workers", "{\"reason\":\"load\"}").get().body());
    assertThat(third.path("worker").asText()).isEqualTo("worker_node_3");
    assertThat(third.path("ip").asText()).isEqualTo(ip(worker(3)));
    assertThat(faulty("worker_node_1").get().body())
        .isEqualTo("{\"Status\":\"worker_node_1 is already running\"}");
    HttpResponse<String> fourth = post("/workers", "{\"reason\":\"load\"}").get();
    assertThat(fourth.statusCode()).as("there are as many as there may be").isEqualTo(409);
    assertThat(fourth.body()).contains("\"Status\":\"failed\"");
  }

  @Test
  @DisplayName("R44 the modules' addresses, the greeting, and what is no report")
  void answers() throws Exception {
    assertThat(get("/")).isEqualTo("Hello from fault tolerance");
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(get("/get_platform_modules"))
                    .isEqualTo(
                        "{\"action_manager\":\"%s\",\"worker_node_1\":\"%s\"}"
                            .formatted(ip(manager()), ip(worker(1)))));
    assertThat(faulty("nobody").get().statusCode()).isEqualTo(404);
    for (String bad :
        List.of("", "no JSON", "[]", "{}", "{\"module_name\":7}", "{\"module\":\"x\"}")) {
      assertThat(post("/faulty", bad).get().statusCode()).as(bad).isEqualTo(400);
    }
    for (String bad : List.of("no JSON", "[]", "{", "{\"file\":7}", "{\"file\":null}")) {
      assertThat(post("/platform", bad).get().statusCode()).as(bad).isEqualTo(400);
    }
    assertThat(post("/platform", "{\"file\":\"/nowhere\"}").get().statusCode()).isEqualTo(409);
    assertThat(post("/platform", "").get().statusCode()).isEqualTo(200);
    assertThat(get("/healthz")).isEqualTo("{\"healthy\":true}");
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(get("/metrics")).contains("rouse_containers_running 2.0"));
    Promtool.checkMetrics(get("/metrics"));
    assertThat(MetricNames.usedIn(get("/metrics")))
        .contains("rouse_commands_inflight", "rouse_commands_seconds")
        .isSubsetOf(MetricNames.documented());
  }

  @Test
  @DisplayName("R38 a module reports as ever, without a token, and may do nothing else")
  void fromContainers() throws Exception {
    String report =
        "wget -q -O - --header 'Host: host.docker.internal:%1$d' --post-data '%2$s'"
            + " http://%3$s:%1$d%4$s > /tmp/answer 2>&1; echo done >> /tmp/answer";
    String gateway = new DockerNetworks(platform.engine()).gateway(platform.network()).get();
    String body = "{\"module_name\":\"action_manager\"}";
    assertThat(run(report.formatted(executor.port(), body, gateway, "/faulty")))
        .isEqualTo("{\"Status\":\"action_manager is already running\"}done\n");
    assertThat(run(report.formatted(executor.port(), body, gateway, "/workers"))).contains("401");
    HttpRequest fromHere =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + executor.port() + "/faulty"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(fromHere, BodyHandlers.discarding()).statusCode()).isEqualTo(401);
  }

  /** What a script in the manager's container leaves in its answer. */
  private String run(String script) {
    String id = containerId(manager());
    platform.execute(id, "/bin/sh", "-c", "mkdir -p /tmp; rm -f /tmp/answer; " + script);
    return await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> read(id, "/tmp/answer"), answer -> answer.endsWith("done\n"));
  }

  private String read(String id, String path) {
    return platform
        .engine()
        .call(
            "read " + path,
            LONG,
            client -> {
              try (TarArchiveInputStream tar =
                  new TarArchiveInputStream(client.copyArchiveFromContainerCmd(id, path).exec())) {
                tar.getNextEntry();
                return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  @DisplayName("R38 answers for its health while many reports wait for a broker that is away")
  void brokerAway(int reports) throws Exception {
    cluster.stopBroker();
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < reports; i++) {
      answers.add(faulty("action_manager"));
    }
    assertThat(get("/healthz")).isEqualTo("{\"healthy\":true}");
    answers.forEach(answer -> answer.cancel(true));
    assertThat(get("/healthz")).isEqualTo("{\"healthy\":true}");
    cluster.startBroker();
    assertThat(faulty("action_manager").get().body())
        .isEqualTo("{\"Status\":\"action_manager is already running\"}");
  }
}
