package rouse.streams.query;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.status.ModuleUsage;
import rouse.contracts.status.ServerStatus;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.HostUsage.InstanceUsage;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;

/**
 * Reads {@code rouse.usage} when somebody looks, and keeps nothing: any streams app answers, also
 * right after a restart. One reader at a time, with one consumer that is made with the first
 * question.
 */
public final class UsageLog implements UsageReads, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration SERVERS_LAST = Duration.ofMinutes(1);

  /** Twice the usual time between two looks: each container is in each step of a curve. */
  private static final Duration SHORTEST_STEP = Duration.ofSeconds(30);

  private static final int MOST_POINTS = 240;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Topics topics;
  private final TopicPartition partition;
  private final ReentrantLock turn = new ReentrantLock();
  private Consumer<String, byte[]> consumer;

  /**
   * @param kafka settings of every Kafka client
   */
  public UsageLog(Map<String, String> kafka, Topics topics) {
    this(
        () ->
            new KafkaClientFactory(kafka)
                .consumer("rouse-usage", new StringDeserializer(), Map.of()),
        topics);
  }

  UsageLog(Supplier<Consumer<String, byte[]>> consumers, Topics topics) {
    this.consumers = consumers;
    this.topics = topics;
    this.partition = new TopicPartition(topics.usage().name(), 0);
  }

  /** What one host told, and when. */
  private record Told(Instant at, HostUsage usage) {}

  @FunctionalInterface
  private interface Take {
    void take(Told told);
  }

  @Override
  public ModuleUsage usage(String platform, String module, Instant from, Instant to) {
    long step =
        Math.max(SHORTEST_STEP.toMillis(), Duration.between(from, to).toMillis() / MOST_POINTS + 1);
    // Counted back from the end, so that the last step is a whole one.
    TreeMap<Long, Map<Integer, InstanceUsage>> steps = new TreeMap<>(Comparator.reverseOrder());
    read(
        platform,
        from,
        told -> {
          long back = Math.max(0, Duration.between(told.at, to).toMillis()) / step;
          for (InstanceUsage instance : told.usage.instances()) {
            if (instance.module().equals(module)) {
              steps.computeIfAbsent(back, b -> new HashMap<>()).put(instance.slot(), instance);
            }
          }
        });
    List<ModuleUsage.Point> points =
        steps.entrySet().stream()
            .map(each -> point(to.minusMillis(each.getKey() * step), each.getValue()))
            .toList();
    return new ModuleUsage(platform, module, from, to, points);
  }

  private static ModuleUsage.Point point(Instant at, Map<Integer, InstanceUsage> instances) {
    return new ModuleUsage.Point(
        at,
        instances.size(),
        values(instances, InstanceUsage::cpu).reduce(Double::sum).orElse(null),
        values(instances, InstanceUsage::memory).reduce(Long::sum).orElse(null),
        values(instances, InstanceUsage::memoryLimit).reduce(Long::sum).orElse(null));
  }

  private static <T> Stream<T> values(
      Map<Integer, InstanceUsage> instances, Function<InstanceUsage, T> value) {
    return instances.values().stream().map(value).filter(Objects::nonNull);
  }

  @Override
  public List<ServerStatus> servers(String platform, Instant now) {
    Map<String, Told> last = new TreeMap<>();
    read(
        platform,
        now.minus(SERVERS_LAST),
        told -> {
          if (told.usage.servers() != null) {
            last.put(told.usage.host(), told);
          }
        });
    return last.values().stream()
        .flatMap(
            told ->
                told.usage.servers().stream()
                    .map(
                        server ->
                            new ServerStatus(
                                told.usage.host(),
                                server.balancer(),
                                server.server(),
                                server.address(),
                                server.status(),
                                server.sessions(),
                                server.queued(),
                                told.at)))
        .toList();
  }

  private void read(String platform, Instant from, Take take) {
    boolean mine = false;
    try {
      mine = turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (!mine) {
        throw new NotReady("too many look at the curves now; ask again");
      }
      readAll(platform, from, take);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotReady("interrupted while it read the curves", e);
    } catch (KafkaException e) {
      drop();
      throw new NotReady("Kafka cannot be asked: " + e.getMessage(), e);
    } finally {
      if (mine) {
        turn.unlock();
      }
    }
  }

  private void readAll(String platform, Instant from, Take take) {
    if (consumer == null) {
      consumer = consumers.get();
      consumer.assign(List.of(partition));
    }
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
    OffsetAndTimestamp start =
        consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli()), PATIENCE).get(partition);
    if (start == null) {
      return;
    }
    consumer.seek(partition, start.offset());
    while (consumer.position(partition, PATIENCE) < end) {
      if (System.nanoTime() > giveUpAt) {
        throw new NotReady("the curves could not be read within " + PATIENCE.toSeconds() + " s");
      }
      for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        if (platform.equals(record.key())) {
          take(record, take);
        }
      }
    }
  }

  /** What cannot be read is a gap in a curve. */
  private void take(ConsumerRecord<String, byte[]> record, Take take) {
    HostUsage usage;
    try {
      topics.signer().verify(record.headers(), record.value());
      usage = HostUsage.read(record.value());
    } catch (MalformedRecordException e) {
      return;
    }
    take.take(new Told(Instant.ofEpochMilli(record.timestamp()), usage));
  }

  private void drop() {
    if (consumer != null) {
      try {
        consumer.close(CloseOptions.timeout(Duration.ofMillis(100)));
      } finally {
        consumer = null;
      }
    }
  }

  @Override
  public void close() {
    turn.lock();
    try {
      drop();
    } finally {
      turn.unlock();
    }
  }
}
