package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.topic.Topics;
import rouse.docs.MetricNames;
import rouse.docs.Promtool;
import rouse.streams.StreamsApp;

@DisplayName("The streams app with a real broker")
class StreamsAppIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static TestCluster cluster;
  private static StreamsApp app;
  private static Api api;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    app = new StreamsApp(cluster.settings("http.clients", "2"));
    app.start();
    api = new Api(app.httpPort());
    await().atMost(SOON).until(api::isReady);
  }

  @AfterAll
  static void stop() {
    app.close();
    cluster.close();
  }

  @Test
  @DisplayName("R20 a beat over HTTP stands in the heartbeat log once it was answered")
  void beatOverHttp() throws Exception {
    var answer =
        api.post(
            "/api/platforms/shop/modules/cart/beat?slot=2", "{\"incarnation\":7,\"sequence\":3}");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(cluster.read(TOPICS.heartbeats()))
        .anySatisfy(
            record -> {
              assertThat(record.key()).isEqualTo("shop/cart/2");
              assertThat(record.value()).isEqualTo(Beat.of(7, 3));
            });
  }

  @Test
  @DisplayName(
      "R1 R20 R27 a module that beats is alive with its last beat, and silent when it ends")
  void adoptedModule() throws Exception {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              api.post("/api/platforms/bank/modules/ledger/beat", "");
              return ledger().path("observed").asText();
            },
            "alive"::equals);

    assertThat(ledger().get("lastHeard").isTextual()).isTrue();
    // It is blind for a moment whenever the machine had no second for its ticks.
    JsonNode observer =
        await()
            .atMost(SOON)
            .until(
                () -> api.json("/api/platforms/bank").path("observer"),
                seen -> seen.path("state").asText().equals("watching"));
    assertThat(observer.get("lastTick").isTextual()).isTrue();
    assertThat(api.json("/api/platforms/bank/beats").at("/signs/bank~1ledger~11/bars").isEmpty())
        .isFalse();
    await().atMost(SOON).until(() -> ledger().path("observed").asText(), "silent"::equals);
  }

  private static JsonNode ledger() throws Exception {
    return api.json("/api/platforms/bank").at("/modules/0/instances/0");
  }

  @Test
  @DisplayName("an operator's order becomes a fact that why can explain")
  void orders() throws Exception {
    await()
        .atMost(SOON)
        .until(
            () -> {
              api.post("/api/platforms/desk/modules/clerk/beat", "");
              return api.get("/api/platforms/desk/modules/clerk").statusCode() == 200;
            });

    var answer = api.post("/api/platforms/desk/modules/clerk/hold", "{\"by\":\"ana\"}");

    assertThat(answer.statusCode()).isEqualTo(202);
    String id = answer.headers().firstValue("Location").orElseThrow();
    await().atMost(SOON).until(() -> api.get(id).statusCode(), status -> status == 200);
    assertThat(api.json(id).at("/chain/0/type").textValue()).isEqualTo("rouse.fact.HoldRequested");
    assertThat(cluster.read(TOPICS.facts()))
        .anySatisfy(
            record ->
                assertThat(record.value().body())
                    .isEqualTo(new Fact.HoldRequested("desk", "clerk", "ana", null)));
  }

  @Test
  @DisplayName("followers see facts and decisions, and resume after the last they saw")
  void events() throws Exception {
    String lastSeen;
    try (EventStream first = follow("/api/events?platform=inn")) {
      await().atMost(SOON).until(() -> !first.data("following").isEmpty());
      report("inn", 1, 3);
      await().atMost(SOON).until(() -> reports(first).size() == 3);
      assertThat(reports(first)).containsExactly("report-1", "report-2", "report-3");
      lastSeen =
          first.events().stream()
              .filter(event -> event.data().contains("report-2\""))
              .findFirst()
              .orElseThrow()
              .id();
    }
    report("inn", 4, 5);
    try (EventStream second = follow("/api/events?platform=inn", "Last-Event-ID", lastSeen)) {
      await().atMost(SOON).until(() -> reports(second).size() >= 3);
      assertThat(reports(second)).containsExactly("report-3", "report-4", "report-5");
      String at = Json.MAPPER.readTree(second.data("fact").getFirst()).path("at").asText();
      try (EventStream since = follow("/api/events?platform=inn&since=" + at)) {
        await().atMost(SOON).until(() -> reports(since).contains("report-5"));
        assertThat(reports(since)).contains("report-3", "report-4", "report-5");
      }
    }
    awaitNoFollower("inn");
  }

  @Test
  @DisplayName("turns away followers beyond its limit and ids that are none, and says why")
  void refusedFollowers() throws Exception {
    awaitNoFollower("annex");
    try (EventStream malformed = follow("/api/events", "Last-Event-ID", "7-x")) {
      assertThat(malformed.status()).isEqualTo(400);
    }
    assertThat(api.get("/api/events").statusCode()).isEqualTo(400);
    try (EventStream yesterday = follow("/api/events?since=yesterday")) {
      assertThat(yesterday.status()).isEqualTo(400);
    }
    try (EventStream one = follow("/api/events");
        EventStream two = follow("/api/events");
        EventStream three = follow("/api/events")) {
      assertThat(List.of(one.status(), two.status(), three.status()))
          .containsExactly(200, 200, 503);
    }
    awaitNoFollower("annex");
  }

  /** The app learns that a follower left when it has something to tell it. */
  private static void awaitNoFollower(String platform) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              report(platform, 6, 6);
              return api.get("/metrics").body().contains("rouse_followers 0.0");
            });
  }

  private static EventStream follow(String path, String... headers) throws Exception {
    return EventStream.open(api.url(path), headers);
  }

  private static List<String> reports(EventStream stream) throws Exception {
    return stream.data("fact").stream()
        .map(data -> data.replaceAll(".*\"reason\":\"([^\"]*)\".*", "$1"))
        .toList();
  }

  private static void report(String platform, int from, int to) {
    try (var producer = cluster.producer(TOPICS.facts())) {
      IntStream.rangeClosed(from, to)
          .forEach(
              i -> {
                Fact fact = new Fact.HoldRequested(platform, "porter", null, "report-" + i);
                producer.send(
                    new ProducerRecord<>(
                        TOPICS.facts().name(),
                        platform,
                        Envelope.of("report-" + platform + i, "/test", Instant.EPOCH, fact)));
                producer.flush();
              });
    }
  }

  @Test
  @DisplayName("another address takes beats and nothing else")
  void beatsAlone() throws Exception {
    Api beats = new Api(app.takeBeatsAt("127.0.0.1", 0));

    assertThat(beats.post("/api/platforms/shop/modules/cart/beat", "").statusCode()).isEqualTo(204);
    assertThat(beats.get("/api/platforms").statusCode()).isEqualTo(404);
    assertThat(beats.post("/api/platforms/shop/modules/cart/restart", "").statusCode())
        .isEqualTo(404);
    assertThat(beats.get("/metrics").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("metrics are bounded and say whether Rouse keeps up")
  void metrics() throws Exception {
    // Beats are counted from the first on that was read, which is after it was answered.
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              api.post("/api/platforms/shop/modules/cart/beat", "");
              assertThat(api.get("/metrics").body())
                  .contains("rouse_observer_watching{partition=\"0\"} 1")
                  .contains("rouse_beats{")
                  .contains("kafka_stream_thread_process_rate{")
                  .contains("jvm_memory_used_bytes{");
            });
    assertThat(MetricNames.usedIn(api.get("/metrics").body()))
        .contains("rouse_observer_state", "rouse_observer_lag_seconds", "rouse_dead_letters_total")
        .isSubsetOf(MetricNames.documented());
    Promtool.checkMetrics(api.get("/metrics").body());
    assertThat(api.get("/metrics").body().lines().filter(line -> !line.startsWith("#")).count())
        .isLessThan(300);
    assertThat(api.get("/topology").body()).contains("rouse.heartbeats", "rouse.facts");
  }
}
