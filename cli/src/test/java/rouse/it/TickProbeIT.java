package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.executor.observer.TickProbe;

/** The executor's look at the observer's ticks, on a real broker. */
class TickProbeIT {
  private static final Topics TOPICS = new Topics(name -> name);
  private static final Topic<String, HeartbeatRecord> HEARTBEATS = TOPICS.heartbeats();

  private static void tick(KafkaProducer<String, HeartbeatRecord> producer, long number) {
    for (int partition = 0; partition < HEARTBEATS.partitions(); partition++) {
      Tick tick = new Tick("run", number);
      var headers = new RecordHeaders();
      HeartbeatCodec.writeHeaders(headers, tick, "/test", Instant.now());
      producer.send(new ProducerRecord<>(HEARTBEATS.name(), partition, "tick", tick, headers));
    }
  }

  /** As the decider leaves one behind that was killed while it wrote watches. */
  private static KafkaProducer<byte[], byte[]> hangingTransaction(TestCluster cluster) {
    var producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                cluster.bootstrap(),
                "transactional.id",
                "hangs",
                // longer than the test has patience: the broker must not end it before
                "transaction.timeout.ms",
                600_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    for (int partition = 0; partition < HEARTBEATS.partitions(); partition++) {
      producer.send(new ProducerRecord<>(HEARTBEATS.name(), partition, new byte[1], new byte[1]));
    }
    producer.flush();
    return producer;
  }

  /** A look fails when the broker does not answer within three seconds. */
  private static ConditionFactory patience() {
    return await().atMost(Duration.ofSeconds(90)).ignoreExceptions();
  }

  @Test
  @DisplayName("ticks are seen beyond a transaction that hangs, as the observer itself sees them")
  void beyondTransaction() throws Exception {
    try (TestCluster cluster = TestCluster.start();
        Admin admin = cluster.admin();
        var ticks = cluster.producer(HEARTBEATS);
        ScheduledExecutorService observer = Executors.newSingleThreadScheduledExecutor()) {
      new TopicSetup(admin).ensure(TOPICS.all());
      TickProbe probe = new TickProbe(cluster.settings(), TOPICS, "ticks");
      TickProbe.Look nobody = patience().until(probe::look, look -> look.partitions() > 0);
      assertThat(nobody.any()).as("nobody ticks").isFalse();

      try (var hanging = hangingTransaction(cluster)) {
        var unused =
            observer.scheduleAtFixedRate(
                () -> tick(ticks, System.nanoTime()), 0, 100, TimeUnit.MILLISECONDS);
        // A look is short; a busy machine may have nobody tick meanwhile.
        patience().until(() -> probe.look().all());
        hanging.abortTransaction();
      } finally {
        observer.shutdownNow();
      }
    }
  }
}
