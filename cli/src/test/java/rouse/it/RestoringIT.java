package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.Restoring;
import rouse.contracts.topic.Topics;
import rouse.streams.StreamsApp;

@DisplayName("The streams app reads a large state back")
class RestoringIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int INSTANCES = 1500;

  @Test
  @DisplayName("and says meanwhile how much is left, ever less, and then it is ready")
  void saysHowMuchIsLeft() throws Exception {
    try (TestCluster cluster = TestCluster.start()) {
      fill(cluster);
      slow(cluster, 20_000.0);
      List<Long> left = new ArrayList<>();
      StreamsApp app =
          new StreamsApp(
              cluster.settings(
                  "state.dir",
                  cluster.folder("another").toString(),
                  "kafka.restore.consumer.max.partition.fetch.bytes",
                  "5000"));
      try (app) {
        app.start();
        Api api = new Api(app.httpPort());
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(200))
            .until(
                () -> {
                  Restoring.in(api.get("/progress").body()).ifPresent(r -> left.add(r.left()));
                  // The broker lets no client read for seconds after one large batch.
                  long most = left.isEmpty() ? 0 : Collections.max(left);
                  return most > INSTANCES && left.getLast() < most;
                });
        var answer = api.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Restoring.in(answer.body())).isPresent();

        slow(cluster, null);
        await().atMost(SOON).until(api::isReady);
        assertThat(api.get("/progress").body()).isEqualTo("not restoring");
      }
      // Each store adds its own when its turn comes; from its largest on the number falls.
      List<Long> falling = left.subList(left.indexOf(Collections.max(left)), left.size());
      assertThat(falling).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    }
  }

  private static void fill(TestCluster cluster) throws Exception {
    try (StreamsApp app = new StreamsApp(cluster.settings())) {
      app.start();
      try (var facts = cluster.producer(TOPICS.facts())) {
        for (int n = 0; n < INSTANCES; n++) {
          InstanceId id = new InstanceId("shop", "m" + n, 1);
          Fact heard =
              new Fact.InstanceHeard(id, 1, Instant.now(), 1, true, false, Duration.ofSeconds(3));
          facts.send(
              new ProducerRecord<>(
                  TOPICS.facts().name(),
                  "shop",
                  Envelope.of("heard/" + n, "/test", Instant.now(), heard)));
        }
      }
      Api api = new Api(app.httpPort());
      await()
          .atMost(SOON)
          .until(
              () -> api.get("/api/platforms/shop/modules/m" + (INSTANCES - 1)).statusCode() == 200);
    }
  }

  /** Every client is given this many bytes in a second; null: all it wants. */
  private static void slow(TestCluster cluster, Double bytes) throws Exception {
    var everyClient =
        new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    var quota = new ClientQuotaAlteration.Op("consumer_byte_rate", bytes);
    try (Admin admin = cluster.admin()) {
      admin
          .alterClientQuotas(List.of(new ClientQuotaAlteration(everyClient, List.of(quota))))
          .all()
          .get();
    }
  }
}
