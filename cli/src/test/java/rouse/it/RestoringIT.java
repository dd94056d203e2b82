package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
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
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final int INSTANCES = 1500;
  private static final int BATCH = 100;

  @Test
  @DisplayName("and says meanwhile how much is left, ever less, and then it is ready")
  void saysHowMuchIsLeft() throws Exception {
    try (TestCluster cluster = TestCluster.start()) {
      fill(cluster);
      StreamsApp app =
          new StreamsApp(
              cluster.settings(
                  "state.dir",
                  cluster.folder("another").toString(),
                  "kafka.restore.consumer.interceptor.classes",
                  Turnstile.class.getName(),
                  "kafka.restore.consumer.max.poll.records",
                  "" + BATCH));
      try (app) {
        app.start();
        Api api = new Api(app.httpPort());
        List<Long> seen = untilHalfOfAStoreIsRead(api);
        assertThat(batchesIn(seen)).as("%s", seen).isGreaterThan(INSTANCES / 2 / BATCH / 2);
        var answer = api.get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(Restoring.in(answer.body())).isPresent();

        Turnstile.open();
        await().atMost(SOON).until(api::isReady);
        assertThat(api.get("/progress").body()).isEqualTo("not restoring");
      } finally {
        // Also when the test fails: the app cannot be closed while it stands there.
        Turnstile.open();
      }
    }
  }

  /**
   * By how many batches the number fell, a few at a time: between two looks there may be several,
   * and each has the marks of its transactions besides. The end of a store takes all that is left
   * away at once, and one that begins late, such as those of the other application, adds what it
   * has.
   */
  private static long batchesIn(List<Long> seen) {
    return IntStream.range(1, seen.size())
        .mapToLong(i -> seen.get(i - 1) - seen.get(i))
        .filter(fell -> fell >= BATCH / 2 && fell < 4 * BATCH)
        .map(fell -> Math.round((double) fell / BATCH))
        .sum();
  }

  /** What was left as batches were let through. */
  private static List<Long> untilHalfOfAStoreIsRead(Api api) {
    List<Long> seen = new ArrayList<>();
    await()
        .atMost(SOON)
        .until(
            () -> {
              Turnstile.letOneThrough();
              seen.add(left(api));
              long most = Collections.max(seen);
              return most > INSTANCES && seen.getLast() < most - INSTANCES / 2;
            });
    return seen;
  }

  /** Records to go; -1 when the app says nothing about it. */
  private static long left(Api api) throws Exception {
    return Restoring.in(api.get("/progress").body()).map(Restoring::left).orElse(-1L);
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

  /** Batches that are being read back wait here until the test lets them through. */
  public static final class Turnstile implements ConsumerInterceptor<byte[], byte[]> {
    private static final Semaphore PERMITS = new Semaphore(0);

    /** None while the one before is still on its way, however slow the machine is. */
    static void letOneThrough() {
      if (PERMITS.hasQueuedThreads() && PERMITS.availablePermits() == 0) {
        PERMITS.release();
      }
    }

    static void open() {
      PERMITS.release(1_000_000);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
      PERMITS.acquireUninterruptibly();
      return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> settings) {}
  }
}
