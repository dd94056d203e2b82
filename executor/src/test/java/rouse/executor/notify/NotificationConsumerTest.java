package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The outbox")
class NotificationConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  @Test
  @DisplayName("R8 reads again what it could not take while the broker was away, and skips nothing")
  void takesAgain() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    List<Long> read = new CopyOnWriteArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    NotificationConsumer outbox =
        new NotificationConsumer(
            "t",
            () -> consumer,
            (partition, time) -> {
              if (asked.incrementAndGet() == 1) {
                throw new KafkaException("the broker is away");
              }
            },
            (record, progress) -> {
              read.add(record.offset());
              progress.done(record.offset());
            });
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          add(consumer);
        });
    // Unlike a real consumer this one does not keep what it handed out.
    consumer.schedulePollTask(() -> add(consumer));
    outbox.start();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION),
            new OffsetAndMetadata(3)::equals);
    assertThat(read).containsExactly(0L, 1L, 2L);
    outbox.close();
  }

  @Test
  @DisplayName("R8 rests before it asks a broker again that refused it")
  void rests() {
    List<String> course = new CopyOnWriteArrayList<>();
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (course.size() >= 5) {
              return super.poll(timeout);
            }
            course.add("asked");
            throw new KafkaException("fenced");
          }
        };
    try (NotificationConsumer outbox =
        new NotificationConsumer(
            "t",
            () -> consumer,
            (partition, time) -> {},
            (record, progress) -> {},
            time -> course.add("rested " + time))) {
      outbox.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> course.size() >= 5);
    }
    assertThat(course.subList(0, 5))
        .containsExactly("asked", "rested PT1S", "asked", "rested PT1S", "asked");
  }

  private static void add(MockConsumer<byte[], byte[]> consumer) {
    for (long offset = 0; offset < 3; offset++) {
      consumer.addRecord(new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]));
    }
  }
}
