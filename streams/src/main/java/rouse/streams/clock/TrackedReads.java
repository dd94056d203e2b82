package rouse.streams.clock;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import rouse.contracts.topic.Topic;

/** Read progress as the clients of one Kafka Streams application show it. */
public final class TrackedReads implements ReadProgress {
  private static final int ANSWER_MS = 5_000;
  private static final long NONE = -1;
  private final String log;
  private final AtomicLongArray appendedAt;
  private final Map<TopicPartition, Long> returned = new ConcurrentHashMap<>();

  /** By the thread that reads through it; threads are replaced when they fail. */
  private final Map<Thread, Consumer<?, ?>> readers =
      Collections.synchronizedMap(new WeakHashMap<>());

  private volatile Supplier<Admin> admin = () -> null;

  /**
   * @param log in which the brokers stamp what is appended
   */
  public TrackedReads(Topic<?, ?> log) {
    this.log = log.name();
    this.appendedAt = new AtomicLongArray(log.partitions());
  }

  /** Asks through this client from now on. */
  public void askThrough(Supplier<Admin> client) {
    admin = client;
  }

  /** The calling thread reads through this consumer. */
  public void reads(Consumer<?, ?> consumer) {
    readers.put(Thread.currentThread(), consumer);
  }

  /** A consumer gave these records to its thread. */
  public void returned(ConsumerRecords<?, ?> records) {
    for (TopicPartition source : records.partitions()) {
      returned.put(source, records.records(source).getLast().offset());
    }
  }

  /** A broker has acknowledged a record. */
  public void appended(RecordMetadata place) {
    if (place.topic().equals(log) && place.partition() < appendedAt.length()) {
      appendedAt.accumulateAndGet(
          place.partition(), place.timestamp(), (before, now) -> now < 0 ? before : now);
    }
  }

  @Override
  public Set<TopicPartition> assigned(Collection<String> topics, int partition) {
    Consumer<?, ?> consumer = readers.get(Thread.currentThread());
    Set<TopicPartition> sources =
        consumer == null
            ? Set.of()
            : consumer.assignment().stream()
                .filter(s -> s.partition() == partition && topics.contains(s.topic()))
                .collect(Collectors.toUnmodifiableSet());
    sources.forEach(returned::remove);
    return sources;
  }

  @Override
  public CompletionStage<Map<TopicPartition, Long>> ends(Set<TopicPartition> sources) {
    Admin client = admin.get();
    if (client == null) {
      return CompletableFuture.failedStage(new IllegalStateException("no client yet"));
    }
    Map<TopicPartition, OffsetSpec> wanted =
        sources.stream().collect(Collectors.toMap(s -> s, s -> OffsetSpec.latest()));
    return client
        .listOffsets(wanted, new ListOffsetsOptions().timeoutMs(ANSWER_MS))
        .all()
        .toCompletionStage()
        .thenApply(
            found ->
                found.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset())));
  }

  /**
   * Where the last records before the end are none for readers, the end is never processed: then
   * the consumer has passed it, and all that it gave was processed.
   */
  @Override
  public boolean hasRead(TopicPartition source, long end, long processed) {
    return processed + 1 >= end
        || (returned.getOrDefault(source, NONE) <= processed && position(source) >= end);
  }

  private long position(TopicPartition source) {
    Consumer<?, ?> consumer = readers.get(Thread.currentThread());
    if (consumer == null || !consumer.assignment().contains(source)) {
      return NONE;
    }
    try {
      return consumer.position(source, Duration.ZERO);
    } catch (TimeoutException | InvalidOffsetException notYet) {
      // Of a partition that was assigned just now nobody knows yet where it is read from.
      return NONE;
    }
  }

  @Override
  public long appendedAt(int partition) {
    return appendedAt.get(partition);
  }
}
