package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.TopicMismatch;
import rouse.http.AddressTaken;
import rouse.it.boot.Host;
import rouse.streams.BrokerAbsent;
import rouse.streams.StreamsApp;

@DisplayName("The start of the streams app")
class StreamsStartIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = TestCluster.start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  @DisplayName("waits for a broker that is not there yet, and says so meanwhile")
  void lateBroker() throws Exception {
    cluster.stopBroker();
    int port = Host.freePort();
    Api api = new Api(port);
    try (StreamsApp app = new StreamsApp(cluster.settings("http.port", Integer.toString(port)))) {
      CompletableFuture<Void> started =
          CompletableFuture.runAsync(
              () -> {
                try {
                  app.start();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      await().atMost(SOON).ignoreExceptions().until(() -> api.get("/healthz").statusCode() == 200);
      assertThat(api.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(api.get("/api/platforms").statusCode()).isEqualTo(503);
      assertThat(api.json("/api/platforms").get("detail").textValue()).contains("Kafka");

      cluster.startBroker();

      await().atMost(SOON).until(api::isReady);
      started.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("gives up on a broker that does not come, and names where it was sought")
  void noBroker() {
    cluster.stopBroker();
    try (StreamsApp app = new StreamsApp(cluster.settings("kafka.patience", "2s"))) {
      assertThatThrownBy(app::start)
          .isInstanceOf(BrokerAbsent.class)
          .hasMessageContaining(cluster.bootstrap());
    }
    cluster.startBroker();
  }

  @Test
  @DisplayName("refuses a topic of ours that has other settings, and names the difference")
  void otherTopic() throws Exception {
    NewTopic another = new NewTopic("other-rouse.facts", Optional.of(3), Optional.empty());
    another.configs(Map.of("cleanup.policy", "delete"));
    try (var admin = cluster.admin()) {
      admin.createTopics(List.of(another)).all().get();
    }
    try (StreamsApp app = new StreamsApp(cluster.settings("topic.prefix", "other-"))) {
      assertThatThrownBy(app::start)
          .isInstanceOf(TopicMismatch.class)
          .hasMessageContaining("other-rouse.facts has partitions 3 and must have 4");
    }
  }

  @Test
  @DisplayName("refuses a port that is taken, and names it")
  void takenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertThatThrownBy(() -> new StreamsApp(cluster.settings("http.port", port)).start())
          .isInstanceOf(AddressTaken.class)
          .hasMessageContaining(port);
    }
  }

  @Test
  @DisplayName("works on after the broker was away for half a minute")
  void outage() throws Exception {
    try (StreamsApp app = new StreamsApp(cluster.settings())) {
      app.start();
      Api api = new Api(app.httpPort());
      await().atMost(SOON).until(api::isReady);

      cluster.stopBroker();
      await().atMost(SOON).until(() -> !api.isReady());
      await().pollDelay(Duration.ofSeconds(30)).atMost(SOON).until(() -> !api.isReady());
      cluster.startBroker();

      await().atMost(SOON).until(api::isReady);
      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(300))
          .until(
              () -> {
                api.post("/api/platforms/shop/modules/cart/beat", "");
                return api.json("/api/platforms/shop")
                    .at("/modules/0/instances/0/observed")
                    .asText()
                    .equals("alive");
              });
    }
  }
}
