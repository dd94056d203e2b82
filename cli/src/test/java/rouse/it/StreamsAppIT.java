package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Json;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.topic.Topics;
import rouse.streams.StreamsApp;

@DisplayName("The streams app with a real broker")
class StreamsAppIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static TestCluster cluster;
  private static StreamsApp app;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start();
    app = new StreamsApp(cluster.settings());
    app.start();
    Awaitility.await().atMost(SOON).until(() -> get("/readyz").statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    app.close();
    cluster.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + app.httpPort() + path);
  }

  @Test
  @DisplayName("R20 a beat over HTTP stands in the heartbeat log once it was answered")
  void beatOverHttp() throws Exception {
    var answer =
        post("/api/platforms/shop/modules/cart/beat?slot=2", "{\"incarnation\":7,\"sequence\":3}");

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
      "R1 R20 R27 a module that beats is shown alive with its last beat, and silent when it stops")
  void adoptedModule() throws Exception {
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              post("/api/platforms/bank/modules/ledger/beat", "");
              return observed("bank");
            },
            "alive"::equals);

    assertThat(status("bank").at("/modules/0/instances/0/lastHeard").isTextual()).isTrue();
    assertThat(status("bank").at("/observer/state").textValue()).isEqualTo("watching");

    Awaitility.await().atMost(SOON).until(() -> observed("bank"), "silent"::equals);
  }

  private static JsonNode status(String platform) throws Exception {
    return Json.MAPPER.readTree(get("/api/platforms/" + platform).body());
  }

  private static String observed(String platform) throws Exception {
    return status(platform).at("/modules/0/instances/0/observed").asText();
  }
}
