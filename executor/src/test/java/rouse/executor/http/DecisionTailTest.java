package rouse.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.topic.Topics;

@DisplayName("The tail of the decisions")
class DecisionTailTest {
  private static final TopicPartition PARTITION =
      new TopicPartition(Topics.withDefaultNames().decisions().name(), 0);

  @Test
  @DisplayName("R12 outlives what is no decision and what a listener trips over")
  void goesOn() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updatePartitions(
        PARTITION.topic(),
        List.of(new PartitionInfo(PARTITION.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    List<String> heard = new CopyOnWriteArrayList<>();
    try (DecisionTail tail = new DecisionTail(consumer, Topics.withDefaultNames(), "shop")) {
      tail.start();
      tail.add(
          decision -> {
            if (decision.id().equals("trips")) {
              throw new ArithmeticException("as a defect would");
            }
            heard.add(decision.id());
          });
      add(consumer, 0, new RecordHeaders(), "{".getBytes(UTF_8));
      add(consumer, 1, decision("trips"));
      add(consumer, 2, decision("next"));
      await().atMost(Duration.ofSeconds(30)).until(() -> heard.contains("next"));
    }
    assertThat(heard).containsExactly("next");
  }

  private static Envelope<Decision> decision(String id) {
    return Envelope.of(id, "/test", Instant.now(), new Decision.PlatformDown("shop"));
  }

  private static void add(
      MockConsumer<byte[], byte[]> consumer, long offset, Envelope<Decision> decision) {
    add(consumer, offset, CloudEvents.headers(decision), CloudEvents.body(decision.body()));
  }

  private static void add(
      MockConsumer<byte[], byte[]> consumer, long offset, Headers headers, byte[] value) {
    consumer.schedulePollTask(
        () ->
            consumer.addRecord(
                new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    offset,
                    0L,
                    TimestampType.CREATE_TIME,
                    0,
                    value.length,
                    "shop".getBytes(UTF_8),
                    value,
                    headers,
                    Optional.empty())));
  }
}
