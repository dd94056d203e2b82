package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.topic.BoundedConsumer;
import rouse.contracts.topic.DeadLetters;
import rouse.it.action.Child;
import rouse.it.action.StreamsChild;

/** Many large records that came as a few KB, in a process with the heap that it has in use. */
@DisplayName("A flood of compressed records")
class CompressedFloodIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final String DEAD = "rouse.dead-letters";
  private static final int RECORDS = 40;
  private static final int LARGE = 12 * 1024 * 1024;

  @TempDir private Path folder;
  private TestCluster cluster;
  private Child streams;
  private Path output;

  @BeforeEach
  void start() throws Exception {
    cluster = TestCluster.start();
    output = folder.resolve("streams.log");
    streams =
        new Child(
            StreamsChild.class,
            List.of(
                "kafka=" + cluster.bootstrap(),
                "state.dir=" + folder.resolve("state"),
                "http.port=0",
                "platform.default=" + GoodRecord.DEFAULT_PLATFORM),
            output);
    awaitServed("HeartBeat", "begin");
  }

  @AfterEach
  void stop() {
    streams.close();
    cluster.close();
  }

  @Test
  @DisplayName("R12 is put away record by record, and the next is served in the same process")
  void flood() throws Exception {
    for (String topic : List.of("HeartBeat", "rouse.facts")) {
      byte[] value = new byte[LARGE];
      Arrays.fill(value, (byte) 'x');
      try (KafkaProducer<byte[], byte[]> producer = compressing()) {
        for (int i = 0; i < RECORDS; i++) {
          producer.send(
              new ProducerRecord<>(topic, 0, ("flood/x/" + i).getBytes(UTF_8), value),
              (metadata, failure) -> assertThat(failure).isNull());
        }
      }
      awaitServed(topic, "flood");
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> lettersOf(topic) == RECORDS);
    }
    assertThat(Files.readString(output)).doesNotContain("is replaced", "OutOfMemoryError");
  }

  /** All in a few batches, as a sender that wants to do harm would. */
  private KafkaProducer<byte[], byte[]> compressing() {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", cluster.bootstrap());
    config.put("compression.type", "gzip");
    config.put("max.request.size", 64 * 1024 * 1024);
    config.put("buffer.memory", 128 * 1024 * 1024);
    config.put("linger.ms", 200);
    ByteArraySerializer bytes = new ByteArraySerializer();
    return new KafkaProducer<>(config, bytes, bytes);
  }

  private long lettersOf(String topic) {
    try (var consumer = BoundedConsumer.ofBytes(Map.of("bootstrap.servers", cluster.bootstrap()))) {
      TopicPartition letters = new TopicPartition(DEAD, 0);
      consumer.assign(List.of(letters));
      consumer.seekToBeginning(List.of(letters));
      long end = consumer.endOffsets(List.of(letters)).get(letters);
      long found = 0;
      while (consumer.position(letters) < end) {
        found +=
            consumer.poll(Duration.ofMillis(200)).records(letters).stream()
                .filter(letter -> GoodRecord.header(letter, DeadLetters.TOPIC).equals(topic))
                .filter(letter -> letter.value().length == LARGE)
                .count();
      }
      return found;
    }
  }

  private void awaitServed(String topic, String mark) throws Exception {
    GoodRecord good = GoodRecord.of(topic, mark, GoodRecord.DEFAULT_PLATFORM);
    try (KafkaProducer<byte[], byte[]> producer = cluster.producer()) {
      Awaitility.await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptions()
          .until(() -> isThere(topic));
      producer.send(good.record()).get();
    }
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                streams.isAlive()
                    && cluster.read(good.answers()).stream().anyMatch(good.isServed()));
  }

  private boolean isThere(String topic) throws Exception {
    try (var admin = cluster.admin()) {
      return admin.listTopics().names().get().contains(topic);
    }
  }

  /** Each poll of a consumer whose records are large returns some of them, and all are returned. */
  @Test
  @DisplayName("R12 no poll gathers much more than its budget, and none of the records is lost")
  void budget() throws Exception {
    byte[] value = new byte[3 * 1024 * 1024];
    try (KafkaProducer<byte[], byte[]> producer = compressing()) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>("HeartBeat", 0, new byte[] {(byte) i}, value));
      }
    }
    try (var consumer =
        BoundedConsumer.ofBytes(
            Map.of("bootstrap.servers", cluster.bootstrap(), "max.poll.records", 10_000))) {
      TopicPartition partition = new TopicPartition("HeartBeat", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<Integer> keys = new ArrayList<>();
      while (consumer.position(partition) < end) {
        var records = consumer.poll(Duration.ofSeconds(1)).records(partition);
        long bytes = records.stream().mapToLong(record -> record.value().length).sum();
        assertThat(bytes).isLessThan(8L * 1024 * 1024 + value.length + 1024 * 1024);
        records.stream()
            .filter(record -> record.key() != null && record.key().length == 1)
            .forEach(record -> keys.add((int) record.key()[0]));
      }
      assertThat(keys).isEqualTo(IntStream.range(0, RECORDS).boxed().toList());
    }
  }
}
