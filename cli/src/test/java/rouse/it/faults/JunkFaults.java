package rouse.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.it.TestCluster;
import rouse.it.action.StreamsChild;

/** Junk by the million on all that others may write to. Run by {@code scripts/faults}. */
@DisplayName("Real faults: junk")
class JunkFaults {
  private static final int RECORDS = Integer.getInteger("rouse.faults.junk", 2_000_000);
  private static final List<String> TOPICS =
      List.of("HeartBeat", "rouse.heartbeats", "action_manager");
  private static final List<String> JUNK =
      List.of(
          "beep",
          "{\"module\":",
          "{}",
          "[]",
          "null",
          "{\"module\":{},\"ts\":[]}",
          "{\"ts\":1e400,\"module\":\"x\"}",
          "{\"action_center\":7}");

  @Test
  @DisplayName("accuses nobody, and who hangs meanwhile is found")
  void junk() throws Exception {
    TestCluster cluster = TestCluster.start();
    Path folder = cluster.folder("apps");
    try (BeatingPlatform platform = new BeatingPlatform(cluster.bootstrap());
        Observers observers =
            new Observers("junk", cluster.bootstrap(), folder, platform, StreamsChild.class, 1)) {
      platform.start();
      observers.awaitBoot();
      Instant start = Instant.now();
      List<CompletableFuture<Void>> writers = new ArrayList<>();
      for (String topic : TOPICS) {
        writers.add(CompletableFuture.runAsync(() -> write(cluster.bootstrap(), topic)));
      }
      Duration found =
          observers.awaitHangsFound(
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.ORIGINAL, 3),
              new InstanceId(BeatingPlatform.NAME, BeatingPlatform.NATIVE, 5));
      Measured.say("junk", "two that hang meanwhile are replaced after " + Measured.seconds(found));
      writers.forEach(CompletableFuture::join);
      Measured.say(
          "junk",
          "%d records written in %s"
              .formatted(
                  RECORDS / TOPICS.size() * TOPICS.size(),
                  Measured.seconds(Duration.between(start, Instant.now()))));
      Measured.say("junk", "caught up after " + Measured.seconds(observers.awaitCaughtUp()));
      observers.verify();
      assertThat(observers.app(0).isAlive()).isTrue();
    } finally {
      cluster.close();
    }
  }

  private static void write(String bootstrap, String topic) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "linger.ms", 50, "batch.size", 256 * 1024),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < RECORDS / TOPICS.size(); i++) {
        byte[] key = ("junk/" + i % 100 + "/x").getBytes(UTF_8);
        byte[] value = JUNK.get(i % JUNK.size()).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, key, value));
      }
    }
  }
}
