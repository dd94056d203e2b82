package rouse.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.topic.TopicMismatch;

@DisplayName("The topics of a cluster that is coming up")
class TopicWaitTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private final List<Duration> pauses = new ArrayList<>();
  private long nanos;
  private int tries;

  private final TopicWait wait =
      new TopicWait(
          PATIENCE,
          () -> nanos,
          time -> {
            pauses.add(time);
            nanos += time.toNanos();
          });

  static Stream<RuntimeException> passing() {
    return Stream.of(
        new TimeoutException("the broker did not answer"),
        new NotControllerException("there is no controller yet"),
        new UnknownTopicOrPartitionException("made and not to be seen yet"),
        new InvalidReplicationFactorException("3 is larger than available brokers: 1"));
  }

  static Stream<RuntimeException> lasting() {
    return Stream.of(
        new TopicMismatch("rouse.facts has 3 partitions and must have 4"),
        new TopicAuthorizationException("no right to it"),
        new KafkaException("a defect"));
  }

  @ParameterizedTest
  @MethodSource("passing")
  @DisplayName("are tried again while it fails by what passes, after longer and longer pauses")
  void triedAgain(RuntimeException failure) throws Exception {
    wait.until(() -> failUntil(4, failure));

    assertThat(tries).isEqualTo(4);
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  @DisplayName("are given up at once when it fails by what does not")
  void givenUp(RuntimeException failure) {
    assertThatThrownBy(() -> wait.until(() -> failUntil(4, failure))).isSameAs(failure);
    assertThat(tries).isEqualTo(1);
  }

  @Test
  @DisplayName("are given up at the end of the patience, with what it failed by")
  void outOfPatience() {
    TimeoutException failure = new TimeoutException("createTopics timed out");

    assertThatThrownBy(() -> wait.until(() -> failUntil(Integer.MAX_VALUE, failure)))
        .isInstanceOf(BrokerAbsent.class)
        .hasCause(failure)
        .hasMessageContaining("createTopics timed out");
    assertThat(Duration.ofNanos(nanos)).isBetween(PATIENCE, PATIENCE.plusSeconds(10));
    assertThat(pauses).last().isEqualTo(Duration.ofSeconds(10));
  }

  private void failUntil(int success, RuntimeException failure) {
    tries++;
    if (tries < success) {
      throw failure;
    }
  }
}
