package rouse.executor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.ClockStep;

@DisplayName("A consumer that follows a topic at least once")
class KeyedConsumerTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);

  @Test
  @DisplayName("R8 reads again what it could not take while the broker was away, and skips nothing")
  void takesAgain() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    List<Long> read = new CopyOnWriteArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    KeyedConsumer follower =
        follower(
            consumer,
            (partition, time) -> {
              if (asked.incrementAndGet() == 1) {
                throw new KafkaException("the broker is away");
              }
            },
            (record, inFlight) -> {
              read.add(record.offset());
              inFlight.done();
            },
            time -> {});
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          add(consumer);
        });
    // Unlike a real consumer this one does not keep what it handed out.
    consumer.schedulePollTask(() -> add(consumer));
    follower.start();

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> consumer.committed(Set.of(PARTITION)).get(PARTITION),
            new OffsetAndMetadata(3)::equals);
    assertThat(read).containsExactly(0L, 1L, 2L);
    follower.close();
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
    try (KeyedConsumer follower =
        follower(
            consumer,
            (partition, time) -> {},
            (record, inFlight) -> {},
            time -> course.add("rested " + time))) {
      follower.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> course.size() >= 5);
    }
    assertThat(course.subList(0, 5))
        .containsExactly("asked", "rested PT1S", "asked", "rested PT1S", "asked");
  }

  @Test
  @DisplayName("R12 a write that fails is tried again, and holds up neither the reading nor others")
  void writesAgain() {
    MockConsumer<byte[], byte[]> consumer = consumer();
    AtomicInteger attempts = new AtomicInteger();
    List<Long> read = new CopyOnWriteArrayList<>();
    try (KeyedConsumer follower =
        follower(
            consumer,
            (partition, time) -> {},
            (record, inFlight) -> {
              read.add(record.offset());
              inFlight.doneWhen(
                  () ->
                      record.offset() == 0 && attempts.incrementAndGet() < 4
                          ? CompletableFuture.failedFuture(new KafkaException("not authorized"))
                          : CompletableFuture.completedFuture(null));
            },
            time -> {})) {
      follower.start();
      awaitCommitted(consumer, 3);
    }
    assertThat(read).containsExactly(0L, 1L, 2L);
    assertThat(attempts).hasValue(4);
    assertThat(letters).isEmpty();
  }

  @Test
  @DisplayName("R12 what can never be written goes to the dead letters, and else is passed over")
  void endsWhatIsHopeless() {
    MockConsumer<byte[], byte[]> consumer = consumer();
    AtomicInteger refusals = new AtomicInteger();
    refusesLetters =
        record ->
            switch ((int) record.offset()) {
              case 1 -> new RecordTooLargeException("also as a letter");
              case 2 -> refusals.incrementAndGet() < 3 ? new KafkaException("away") : null;
              default -> null;
            };
    try (KeyedConsumer follower =
        follower(
            consumer,
            (partition, time) -> {},
            (record, inFlight) -> {
              if (record.offset() == 2) {
                throw new ArithmeticException("a defect");
              }
              inFlight.doneWhen(
                  () -> CompletableFuture.failedFuture(new RecordTooLargeException("outcome")));
            },
            time -> {})) {
      follower.start();
      awaitCommitted(consumer, 3);
    }
    assertThat(letters).containsExactlyInAnyOrder(0L, 2L);
  }

  @Test
  @DisplayName("P3 what is in flight is bounded: a full partition is read on when one is done")
  void bounded() {
    MockConsumer<byte[], byte[]> consumer = consumer();
    List<InFlight> open = new CopyOnWriteArrayList<>();
    try (KeyedConsumer follower =
        follower(
            consumer,
            (partition, time) -> {},
            (record, inFlight) -> open.add(inFlight),
            time -> {})) {
      follower.start();
      await().atMost(SOON).until(() -> consumer.paused().contains(PARTITION));
      open.forEach(InFlight::done);
      await().atMost(SOON).until(() -> consumer.paused().isEmpty());
      awaitCommitted(consumer, 3);
    }
  }

  @Test
  @DisplayName("B1 a member has a new consumer when the clock was set back, and skips nothing")
  void clockSetBack() {
    AtomicLong wall = new AtomicLong(10_000_000);
    List<MockConsumer<byte[], byte[]>> all = new CopyOnWriteArrayList<>();
    List<Long> read = new CopyOnWriteArrayList<>();
    try (KeyedConsumer follower =
        KeyedConsumer.member(
            "t",
            () -> {
              MockConsumer<byte[], byte[]> next = all.isEmpty() ? consumer() : consumerOfFourth();
              all.add(next);
              return next;
            },
            new KeyedConsumer.Bound(3, Long.MAX_VALUE),
            (partition, time) -> {},
            (record, inFlight) -> {
              read.add(record.offset());
              wall.set(1_000_000);
              inFlight.done();
            },
            (record, reason) -> CompletableFuture.completedFuture(null),
            new ClockStep(wall::get, () -> 0))) {
      follower.start();
      await().atMost(SOON).untilAsserted(() -> assertThat(read).containsExactly(0L, 1L, 2L, 3L));
      assertThat(all).hasSize(2);
      assertThat(all.getFirst().closed()).isTrue();
    }
  }

  private static MockConsumer<byte[], byte[]> consumerOfFourth() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 3L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          consumer.addRecord(new ConsumerRecord<>("t", 0, 3, new byte[0], new byte[0]));
        });
    return consumer;
  }

  private final List<Long> letters = new CopyOnWriteArrayList<>();
  private Function<ConsumerRecord<byte[], byte[]>, RuntimeException> refusesLetters = r -> null;

  private KeyedConsumer follower(
      MockConsumer<byte[], byte[]> consumer,
      BiConsumer<TopicPartition, Long> firstRead,
      KeyedConsumer.Reader reader,
      KeyedConsumer.Rest rest) {
    return new KeyedConsumer(
        "t",
        consumer,
        KeyedConsumer.Start.MEMBER,
        new KeyedConsumer.Bound(3, Long.MAX_VALUE),
        firstRead,
        reader,
        (record, reason) -> {
          RuntimeException refusal = refusesLetters.apply(record);
          if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
          }
          letters.add(record.offset());
          return CompletableFuture.completedFuture(null);
        },
        rest);
  }

  /** Has three records. */
  private static MockConsumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.schedulePollTask(
        () -> {
          consumer.rebalance(List.of(PARTITION));
          add(consumer);
        });
    return consumer;
  }

  private static void awaitCommitted(MockConsumer<byte[], byte[]> consumer, long offset) {
    await()
        .atMost(SOON)
        .until(
            () -> consumer.committed(Set.of(PARTITION)).get(PARTITION),
            new OffsetAndMetadata(offset)::equals);
  }

  private static void add(MockConsumer<byte[], byte[]> consumer) {
    for (long offset = 0; offset < 3; offset++) {
      consumer.addRecord(new ConsumerRecord<>("t", 0, offset, new byte[0], new byte[0]));
    }
  }
}
