package rouse.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.topic.Topics;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.http.FuzzedRequests;
import rouse.http.Guard;

@DisplayName("The executor's API")
class FaultToleranceApiTest {
  private static final String REPORT = "{\"module_name\":\"web\"}";
  private static final Duration LONG = Duration.ofSeconds(60);
  private final List<Envelope<Fact>> written = new CopyOnWriteArrayList<>();
  private final List<Fact> wishes = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final CountDownLatch broker = new CountDownLatch(1);
  private final CountDownLatch engine = new CountDownLatch(1);
  private final CountDownLatch build = new CountDownLatch(1);
  private final DecisionTail decisions =
      new DecisionTail(new MockConsumer<>("latest"), Topics.withDefaultNames(), "shop");
  private PlatformSpec spec;
  private FaultTolerance faultTolerance;
  private DeclarationEndpoint declaring;
  private FaultToleranceApi api;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("compose.yaml");
    Files.writeString(
        file,
        """
        name: shop
        services:
          web: { image: web }
          worker_node: { image: worker, x-rouse: { kind: worker, scale: { min: 1, max: 3 } } }
        """);
    spec = ComposeReader.read(file, ComposeOptions.of(Map.of())).orThrow().spec();
    faultTolerance =
        new FaultTolerance(
            () -> spec,
            instance -> await(engine),
            this::write,
            decisions,
            "/executor/test",
            Duration.ofMinutes(5),
            Clock.systemUTC());
    declaring =
        new DeclarationEndpoint(
            () -> file,
            by -> {
              await(build);
              throw new IOException("the file is gone");
            },
            FaultToleranceApiTest::withdrawal,
            this::write,
            decisions);
    listen(Optional.empty());
  }

  private void listen(Optional<String> token) {
    if (api != null) {
      api.close();
    }
    api =
        new FaultToleranceApi(
            Optional.empty(),
            new Guard(token, "127.0.0.1"),
            faultTolerance,
            () -> Map.of("web", "10.0.0.2"),
            () -> true,
            declaring,
            new WishEndpoint(() -> spec, this::wish),
            () -> Map.of("platform", "shop"),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    api.start("127.0.0.1", 0);
  }

  /** As the control plane, which looks after one module. */
  private CompletableFuture<Optional<String>> wish(Fact wish) {
    boolean web = wish.toString().contains("module=web");
    if (web) {
      wishes.add(wish);
    }
    return CompletableFuture.completedFuture(web ? Optional.of("wish-1") : Optional.empty());
  }

  private static Envelope<Fact> withdrawal(String by) {
    return Envelope.of("down-1", "/test", Instant.EPOCH, new Fact.PlatformWithdrawn("shop", by));
  }

  /** As Kafka's client, which waits in the caller's thread while it knows no broker. */
  private CompletionStage<Void> write(Envelope<Fact> fact) {
    await(broker);
    written.add(fact);
    return CompletableFuture.completedStage(null);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return false;
    } catch (InterruptedException closing) {
      throw new IllegalStateException(closing);
    }
  }

  @AfterEach
  void close() throws IOException {
    hangUp();
    api.close();
    faultTolerance.close();
    declaring.close();
    decisions.close();
  }

  private void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  private Socket send(String method, String path, String body, String... headers)
      throws IOException {
    Socket socket = new Socket("127.0.0.1", api.port());
    sockets.add(socket);
    socket.setSoTimeout((int) LONG.toMillis());
    String more = String.join("\r\n", headers);
    boolean host = more.contains("Host:");
    String text =
        method
            + " "
            + path
            + " HTTP/1.1\r\n"
            + (host ? "" : "Host: 127.0.0.1:" + api.port() + "\r\n")
            + (more.isEmpty() ? "" : more + "\r\n")
            + "Connection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  private void assertHealthy() throws IOException {
    assertThat(answer(send("GET", "/healthz", "")))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("{\"healthy\":true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/faulty", "/workers", "/platform", "/platform/down", "/modules/web/hold"})
  @DisplayName("takes no orders of foreign pages, by foreign names or without the token")
  void refuses(String path) throws IOException {
    listen(Optional.of("t0ken"));
    String token = "Authorization: Bearer t0ken";
    for (String[] headers :
        List.<String[]>of(
            new String[] {token, "Origin: http://evil.example.org"},
            new String[] {token, "Origin: null"},
            new String[] {token, "Host: evil.example.org"},
            new String[] {"Authorization: Bearer other"})) {
      assertThat(answer(send("POST", path, REPORT, headers)))
          .as(String.join(", ", headers))
          .startsWith("HTTP/1.1 403 ")
          .contains("{\"Status\":\"failed\",\"reason\":\"");
    }
    assertThat(answer(send("POST", path, REPORT))).startsWith("HTTP/1.1 401 ");
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/get_platform_modules", "/healthz", "/metrics"})
  @DisplayName("tells nothing to who calls it by a foreign name")
  void rebinding(String path) throws IOException {
    assertThat(answer(send("GET", path, "", "Host: evil.example.org:6969")))
        .startsWith("HTTP/1.1 403 ");
    assertThat(answer(send("GET", path, ""))).startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100, 400})
  @DisplayName("answers while reports wait for the broker, and after their senders have gone")
  void brokerAway(int callers) throws IOException {
    for (int i = 0; i < callers; i++) {
      send("POST", i % 2 == 0 ? "/faulty" : "/workers", REPORT);
    }
    assertHealthy();
    hangUp();
    assertHealthy();
    broker.countDown();
    Awaitility.await().atMost(LONG).until(() -> !written.isEmpty());
    assertHealthy();
  }

  @Test
  @DisplayName("answers while requests wait for the engine and for builds")
  void engineAway() throws IOException {
    List<Socket> ups = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      send("POST", "/faulty", "{\"module_name\":\"worker_node_7\"}");
      ups.add(send("POST", "/platform", ""));
    }
    assertHealthy();
    build.countDown();
    for (Socket up : ups) {
      assertThat(answer(up)).containsPattern("HTTP/1.1 (422|503) ");
    }
  }

  @Test
  @DisplayName("R2 says whose executor it is, and withdraws the platform once the log has taken it")
  void down() throws IOException {
    assertThat(answer(send("GET", "/platform", ""))).contains("\"platform\":\"shop\"");
    Socket down = send("POST", "/platform/down", "{\"by\":\"ana\"}");
    assertHealthy();
    assertThat(written).isEmpty();
    broker.countDown();
    assertThat(answer(down)).contains("HTTP/1.1 200 ");
    assertThat(written)
        .extracting(Envelope::body)
        .containsExactly(new Fact.PlatformWithdrawn("shop", "ana"));
  }

  @Test
  @DisplayName("R38 takes wishes about the control plane with the broker away, and says which not")
  void wishes() throws IOException {
    String hold = "{\"by\":\"ana\",\"reason\":\"disk\",\"for\":\"30m\"}";
    assertThat(answer(send("POST", "/modules/web/hold", hold))).contains("HTTP/1.1 202 ", "wish-1");
    assertThat(answer(send("POST", "/modules/web/restart", ""))).contains("HTTP/1.1 202 ");
    assertThat(answer(send("POST", "/modules/web/release", "{\"by\":\"ana\"}")))
        .contains("HTTP/1.1 202 ");
    assertThat(answer(send("POST", "/modules/worker_node/hold", hold)))
        .contains("HTTP/1.1 409 ", "status API");
    assertThat(answer(send("POST", "/modules/none/hold", hold))).contains("HTTP/1.1 404 ");
    assertThat(answer(send("POST", "/modules/web/scale", ""))).contains("HTTP/1.1 404 ");
    assertThat(answer(send("POST", "/modules/web/hold", "{\"for\":\"soon\"}")))
        .contains("HTTP/1.1 400 ", "30m");
    assertThat(wishes)
        .contains(
            new Fact.HoldRequested("shop", "web", "ana", "disk", Duration.ofMinutes(30)),
            new Fact.RestartRequested("shop", "web", "127.0.0.1", null),
            new Fact.ReleaseRequested("shop", "web", "ana"))
        .hasSize(3);
    assertThat(written).isEmpty();
  }

  @Test
  @DisplayName("says that a report was not written when no broker takes it in time")
  void notWritten() throws Exception {
    List<Envelope<Fact>> late = new CopyOnWriteArrayList<>();
    try (FaultTolerance impatient =
        new FaultTolerance(
            () -> spec,
            instance -> false,
            fact -> {
              await(broker);
              late.add(fact);
              return CompletableFuture.completedStage(null);
            },
            decisions,
            "/executor/test",
            Duration.ofMillis(50),
            Clock.systemUTC())) {
      List<CompletableFuture<ApiResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(impatient.report("web", "10.0.0.9"));
      }
      for (CompletableFuture<ApiResponse> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(502);
      }
      broker.countDown();
      Awaitility.await().atMost(LONG).until(() -> !late.isEmpty());
      assertThat(impatient.report("nobody", "10.0.0.9").get().status()).isEqualTo(404);
      assertThat(late).as("what nobody waits for any more is not written").hasSize(1);
    }
  }

  @Test
  @DisplayName("R50 whatever is sent to it, never answers with 500 or a stack trace, nor stalls")
  void fuzzed() throws Exception {
    broker.countDown();
    engine.countDown();
    build.countDown();
    faultTolerance.close();
    faultTolerance =
        new FaultTolerance(
            () -> spec,
            instance -> true,
            this::write,
            decisions,
            "/executor/test",
            Duration.ofMillis(1),
            Clock.systemUTC());
    listen(Optional.empty());
    fuzz(2_000);

    listen(Optional.of("t0ken"));
    written.clear();
    wishes.clear();
    fuzz(500);
    assertThat(written).as("facts without the token").isEmpty();
    assertThat(wishes).as("wishes without the token").isEmpty();
  }

  private void fuzz(int requests) throws IOException {
    try (FuzzedRequests fuzzed =
        new FuzzedRequests(api.port(), FaultToleranceApi.LARGEST_BODY, api::configure)) {
      fuzzed.sendSlowly(64, "/faulty");
      for (int i = 0; i < requests; i++) {
        FuzzedRequests.Exchange exchange = fuzzed.next();
        assertThat(exchange.answer())
            .as("%s", exchange)
            .doesNotStartWith("HTTP/1.1 500")
            .doesNotContain("Exception", "\tat ", ".java:");
        if (i % 500 == 0) {
          assertHealthy();
        }
      }
    }
  }
}
