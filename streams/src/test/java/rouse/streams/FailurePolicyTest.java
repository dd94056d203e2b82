package rouse.streams;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A stream thread's failure")
class FailurePolicyTest {
  private final AtomicReference<Throwable> stopped = new AtomicReference<>();
  private final List<Duration> pauses = new ArrayList<>();
  private long now;
  private final FailurePolicy policy = policyOf(1);

  private FailurePolicy policyOf(int threads) {
    return new FailurePolicy(
        "decide", threads, () -> Instant.ofEpochMilli(now), stopped::set, pauses::add);
  }

  static Stream<Throwable> passing() {
    return Stream.of(
        new MissingSourceTopicException("a broker that has just started"),
        new StreamsException(new TimeoutException("the broker is away")),
        new StreamsException(new OutOfOrderSequenceException("a restarted broker")),
        new StreamsException(new ProducerFencedException("another took over")),
        new StreamsException(new InvalidTxnStateException("it ran out while we stood still")),
        new StreamsException(new TransactionAbortableException("it is to be begun again")),
        new TaskMigratedException("another took over"));
  }

  static Stream<Throwable> lasting() {
    return Stream.of(
        new IllegalStateException("a defect"),
        new StreamsException(new SerializationException("a record that cannot be written")),
        new StreamsException(new TopicAuthorizationException("no right to it")));
  }

  @ParameterizedTest
  @MethodSource("passing")
  @DisplayName("that passes by itself gets a new thread, after a pause")
  void passes(Throwable failure) {
    assertThat(policy.handle(failure)).isEqualTo(REPLACE_THREAD);
    assertThat(stopped).hasNullValue();
    assertThat(pauses).containsExactly(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  @DisplayName("that does not pass by itself ends the application and is told at once")
  void lasts(Throwable failure) {
    assertThat(policy.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(stopped).hasValue(failure);
    assertThat(pauses).isEmpty();
  }

  @Test
  @DisplayName("is outlived ten times within five minutes, with longer and longer pauses")
  void tooMany() {
    Throwable failure = new MissingSourceTopicException("it was really deleted");
    for (int i = 0; i < 10; i++) {
      assertThat(policy.handle(failure)).isEqualTo(REPLACE_THREAD);
    }
    assertThat(pauses).isSorted().doesNotHaveDuplicates();

    assertThat(policy.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(stopped).hasValue(failure);
  }

  @Test
  @DisplayName("is forgotten after five minutes")
  void forgotten() {
    Throwable failure = new TaskMigratedException("another took over");
    for (int i = 0; i < 50; i++) {
      assertThat(policy.handle(failure)).isEqualTo(REPLACE_THREAD);
      now += Duration.ofSeconds(31).toMillis();
    }
    assertThat(pauses).last().isEqualTo(Duration.ofMillis(2_500));
  }

  @Test
  @DisplayName("of several threads within moments counts as one, with one pause for all")
  void oneOutageOfManyThreads() {
    FailurePolicy four = policyOf(4);
    Throwable failure = new StreamsException(new TimeoutException("the broker is away"));
    for (int outage = 1; outage <= 10; outage++) {
      pauses.clear();
      for (int thread = 0; thread < 4; thread++) {
        assertThat(four.handle(failure)).isEqualTo(REPLACE_THREAD);
        now += 1_000;
      }
      assertThat(pauses).hasSize(4).containsOnly(Duration.ofMillis(250L * outage));
      now += 10_000;
    }
    assertThat(four.handle(failure)).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  @DisplayName("a while after another's is another incident")
  void apart() {
    FailurePolicy four = policyOf(4);
    Throwable failure = new StreamsException(new TimeoutException("the broker is away"));
    four.handle(failure);
    now += 5_001;
    four.handle(failure);
    assertThat(pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500));
  }

  @Test
  @DisplayName("that comes again at once is no part of the same outage: no thread fails for ever")
  void oneThreadThatDoesNotLive() {
    FailurePolicy four = policyOf(4);
    Throwable failure = new MissingSourceTopicException("it was really deleted");
    int lives = 0;
    while (four.handle(failure) == REPLACE_THREAD) {
      lives++;
      assertThat(lives).isLessThanOrEqualTo(40);
      now += 100;
    }
    assertThat(stopped).hasValue(failure);
  }
}
