package rouse.streams.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.Topics;

@DisplayName("How far a source has been read")
class TrackedReadsTest {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final TopicPartition SOURCE = new TopicPartition("HeartBeat", 0);
  private static final TopicPartition OTHER = new TopicPartition("action_manager", 0);
  private final TrackedReads reads = new TrackedReads(TOPICS.heartbeats());
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());

  @BeforeEach
  void begin() {
    consumer.assign(List.of(SOURCE, OTHER));
    consumer.updateBeginningOffsets(Map.of(SOURCE, 5L, OTHER, 0L));
    reads.reads(consumer);
    reads.assigned(List.of("HeartBeat", "Heart_Beat"), 0);
    poll();
  }

  private void poll() {
    reads.returned(consumer.poll(Duration.ZERO));
  }

  @Test
  @DisplayName("a task's own sources are those that its thread reads")
  void assigned() throws Exception {
    assertThat(reads.assigned(List.of("HeartBeat", "Heart_Beat"), 0)).isEqualTo(Set.of(SOURCE));
    assertThat(reads.assigned(List.of("HeartBeat", "Heart_Beat"), 1)).isEmpty();
    Thread another =
        new Thread(() -> assertThat(reads.assigned(List.of("HeartBeat"), 0)).isEmpty());
    another.start();
    another.join();
  }

  @Test
  @DisplayName("to an end that lies before what is processed; further only when it is")
  void processed() {
    assertThat(reads.hasRead(SOURCE, 6, 5)).isTrue();
    assertThat(reads.hasRead(SOURCE, 7, 5)).isFalse();
  }

  @Test
  @DisplayName("what was given to the thread and not processed is not read")
  void buffered() {
    consumer.addRecord(new ConsumerRecord<>("HeartBeat", 0, 5, new byte[0], new byte[0]));
    poll();
    assertThat(consumer.position(SOURCE)).isEqualTo(6);
    assertThat(reads.hasRead(SOURCE, 6, -1)).isFalse();
    assertThat(reads.hasRead(SOURCE, 6, 5)).isTrue();
  }

  @Test
  @DisplayName("an end that holds nothing for readers is read when the consumer has passed it")
  void passed() {
    assertThat(reads.hasRead(SOURCE, 5, -1)).isTrue();
    consumer.addRecord(new ConsumerRecord<>("HeartBeat", 0, 5, new byte[0], new byte[0]));
    poll();
    consumer.seek(SOURCE, 8);
    assertThat(reads.hasRead(SOURCE, 8, 5)).isTrue();
    assertThat(reads.hasRead(SOURCE, 9, 5)).isFalse();
  }

  @Test
  @DisplayName("of a partition that is no longer ours nothing is known")
  void revoked() {
    consumer.assign(List.of(OTHER));
    assertThat(reads.hasRead(SOURCE, 6, -1)).isFalse();
  }

  @Test
  @DisplayName(
      "the newest stamp is that of the heartbeat log alone, also after its clock went back")
  void appended() {
    assertThat(reads.appendedAt(2)).isZero();
    append(TOPICS.heartbeats().name(), 2, 7_000);
    append(TOPICS.facts().name(), 2, 9_000);
    append(TOPICS.heartbeats().name(), 2, -1);
    assertThat(reads.appendedAt(2)).isEqualTo(7_000);
    append(TOPICS.heartbeats().name(), 2, 6_000);
    assertThat(reads.appendedAt(2)).isEqualTo(6_000);
  }

  private void append(String topic, int partition, long at) {
    reads.appended(new RecordMetadata(new TopicPartition(topic, partition), 1, 0, at, 1, 1));
  }
}
