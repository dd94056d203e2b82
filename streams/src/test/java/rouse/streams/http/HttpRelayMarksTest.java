package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.topic.Topics;

@DisplayName("The marks of the HTTP API")
class HttpRelayMarksTest {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final Duration SOON = Duration.ofSeconds(30);
  private final List<ProducerRecord<String, byte[]>> sent = new CopyOnWriteArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  private void start(HttpRelayMarks marks, CompletableFuture<Void> way) {
    marks.start(
        "http/one",
        TOPICS,
        InstantSource.system(),
        () -> {
          asked.incrementAndGet();
          return way;
        },
        sent::add);
  }

  @Test
  @DisplayName("B1 stand in every partition, time and again, while beats come through")
  void areLeft() {
    try (HttpRelayMarks marks = new HttpRelayMarks()) {
      start(marks, CompletableFuture.completedFuture(null));
      int partitions = TOPICS.heartbeats().partitions();
      await().atMost(SOON).until(() -> sent.size() >= 2 * partitions);
      assertThat(sent.subList(0, partitions))
          .extracting(ProducerRecord::partition)
          .containsExactly(0, 1, 2, 3);
    }
  }

  @Test
  @DisplayName("B1 are not left while a beat waits, nor late when it has come through")
  void waitForBeats() {
    CompletableFuture<Void> way = new CompletableFuture<>();
    try (HttpRelayMarks marks = new HttpRelayMarks()) {
      start(marks, way);
      await().atMost(SOON).until(() -> asked.get() == 1);
      // Two rounds later the first still waits, and none has been begun beside it.
      await().pollDelay(Duration.ofMillis(1200)).atMost(SOON).until(() -> true);
      assertThat(sent).isEmpty();
      assertThat(asked).hasValue(1);
      way.complete(null);
      await().atMost(SOON).until(() -> asked.get() > 1 && !sent.isEmpty());
      assertThat(sent.size() / TOPICS.heartbeats().partitions()).isLessThan(asked.get());
    }
  }

  @Test
  @DisplayName("go on after one whose way failed")
  void goOn() {
    AtomicInteger failures = new AtomicInteger();
    try (HttpRelayMarks marks = new HttpRelayMarks()) {
      marks.start(
          "http/one",
          TOPICS,
          InstantSource.system(),
          () ->
              failures.getAndIncrement() == 0
                  ? CompletableFuture.failedFuture(new IllegalStateException("no thread"))
                  : CompletableFuture.completedFuture(null),
          sent::add);
      await().atMost(SOON).until(() -> !sent.isEmpty());
      assertThat(failures.get()).isGreaterThan(1);
    }
  }
}
