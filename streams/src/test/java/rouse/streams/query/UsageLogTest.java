package rouse.streams.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.HostUsage.BalancerServer;
import rouse.contracts.topic.HostUsage.InstanceUsage;
import rouse.contracts.topic.Topics;

@DisplayName("Curves of what modules use")
class UsageLogTest {
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static final TopicPartition PARTITION = new TopicPartition(TOPICS.usage().name(), 0);
  private static final Instant NOW = Instant.parse("2026-01-31T09:00:00Z");
  private final Log consumer = new Log();
  private final UsageLog usage = new UsageLog(() -> consumer, TOPICS);
  private long end;

  /** A log of one partition, whose times are looked up as a broker does. */
  private static final class Log extends MockConsumer<String, byte[]> {
    private Optional<Long> start = Optional.empty();

    Log() {
      super("earliest");
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration timeout) {
      java.util.Map<TopicPartition, OffsetAndTimestamp> found = new java.util.HashMap<>();
      found.put(PARTITION, start.map(o -> new OffsetAndTimestamp(o, 0)).orElse(null));
      return found;
    }
  }

  /** What is there when the next question comes. */
  private void log(Object... secondsAgoPlatformValue) {
    long first = end;
    end += secondsAgoPlatformValue.length / 3;
    consumer.start = Optional.of(first);
    consumer.updateEndOffsets(Map.of(PARTITION, end));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < secondsAgoPlatformValue.length; i += 3) {
            Instant at = NOW.minusSeconds((Integer) secondsAgoPlatformValue[i]);
            Object value = secondsAgoPlatformValue[i + 2];
            byte[] bytes =
                value instanceof HostUsage host ? host.toBytes() : value.toString().getBytes(UTF_8);
            consumer.addRecord(
                new ConsumerRecord<>(
                    PARTITION.topic(),
                    0,
                    first + i / 3,
                    at.toEpochMilli(),
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    bytes.length,
                    (String) secondsAgoPlatformValue[i + 1],
                    bytes,
                    new RecordHeaders(),
                    Optional.empty()));
          }
        });
  }

  private static HostUsage host(String host, InstanceUsage... instances) {
    return new HostUsage(host, List.of(instances), null);
  }

  private static InstanceUsage web(int slot, Double cpu, Long memory) {
    return new InstanceUsage("web", slot, cpu, memory, null);
  }

  private ModuleUsage hour() {
    return usage.usage("shop", "web", NOW.minusSeconds(3600), NOW);
  }

  @Test
  @DisplayName("R1 instances of all hosts are added up, each once in a step, by its newest word")
  void adds() {
    log(
        65,
        "shop",
        host("a", web(1, null, 100L)),
        20,
        "shop",
        host("a", web(1, 0.5, 100L)),
        10,
        "shop",
        host("b", web(2, 0.25, 50L), new InstanceUsage("db", 1, 9.0, 9L, 9L)),
        5,
        "shop",
        host("a", web(1, 0.125, 200L)));
    assertThat(hour().points())
        .containsExactly(
            new ModuleUsage.Point(NOW.minusSeconds(60), 1, null, 100L, null),
            new ModuleUsage.Point(NOW, 2, 0.375, 250L, null));
  }

  @Test
  @DisplayName("R1 other platforms, and what cannot be read, are passed over")
  void passesOver() {
    log(
        9,
        "other",
        host("a", web(1, 0.5, 100L)),
        8,
        "shop",
        "no JSON",
        7,
        "shop",
        "{\"host\":\"a\",\"instances\":[{\"module\":\"web\",\"slot\":1,\"memory\":-4}]}",
        6,
        "shop",
        host("a", web(1, 0.5, 100L)));
    assertThat(hour().points())
        .singleElement()
        .satisfies(p -> assertThat(p.memory()).isEqualTo(100));
  }

  @Test
  @DisplayName("R1 nothing measured is no point")
  void nothing() {
    consumer.updateEndOffsets(Map.of(PARTITION, 0L));
    assertThat(hour().points()).isEmpty();
  }

  @Test
  @DisplayName("R46 of each host the servers that it told last")
  void servers() {
    BalancerServer up = new BalancerServer("lb", "worker_1", "10.0.0.2:5000", "UP", 3, 1);
    BalancerServer down = new BalancerServer("lb", "worker_1", "10.0.0.2:5000", "DOWN", 0, 0);
    log(
        9,
        "shop",
        new HostUsage("a", List.of(), List.of(down)),
        8,
        "shop",
        new HostUsage("a", List.of(), List.of(up)),
        7,
        "shop",
        host("a", web(1, 0.5, 100L)));
    assertThat(usage.servers("shop", NOW))
        .singleElement()
        .satisfies(
            server -> {
              assertThat(server.status()).isEqualTo("UP");
              assertThat(server.queued()).isEqualTo(1);
              assertThat(server.at()).isEqualTo(NOW.minusSeconds(8));
            });
  }

  @Test
  @DisplayName("a cluster that cannot be asked is said, and asked anew the next time")
  void askedAnew() {
    consumer.setOffsetsException(new KafkaException("no broker"));
    assertThatThrownBy(this::hour).isInstanceOf(NotReady.class).hasMessageContaining("no broker");
    assertThat(consumer.closed()).isTrue();
  }
}
