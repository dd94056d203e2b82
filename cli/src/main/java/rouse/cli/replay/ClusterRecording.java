package rouse.cli.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import rouse.cli.CliError;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.BoundedConsumer;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;

/** Reads a cluster's topics up to where they end now. It writes nothing and commits nothing. */
public final class ClusterRecording implements Recording {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private final KafkaClientFactory clients;
  private final Topics topics;
  private final Instant since;
  private final Instant until = Instant.now();

  public ClusterRecording(Settings settings, Instant since) {
    this.clients = KafkaClientFactory.of(settings);
    this.topics = Topics.from(settings);
    this.since = since;
  }

  @Override
  public Instant since() {
    return since;
  }

  @Override
  public Instant until() {
    return until;
  }

  @Override
  public int heartbeatPartitions() {
    return partitions(Log.HEARTBEATS).size();
  }

  @Override
  public void read(Log log, Consumer<Entry> reader) throws InterruptedException {
    List<TopicPartition> all = partitions(log);
    int threads = Math.min(all.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService readers = Executors.newFixedThreadPool(threads)) {
      List<? extends Future<?>> running =
          all.stream().map(p -> readers.submit(() -> read(log, p, reader))).toList();
      for (Future<?> each : running) {
        each.get();
      }
    } catch (ExecutionException e) {
      String why = String.valueOf(e.getCause().getMessage());
      throw new CliError("cannot read " + name(log) + ": " + why, "see whether it runs", e);
    }
  }

  private void read(Log log, TopicPartition partition, Consumer<Entry> reader) {
    try (BoundedConsumer<byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      seek(consumer, log, partition, end);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
          deadline = System.nanoTime() + PATIENCE.toNanos();
          if (r.offset() < end) {
            reader.accept(
                new Entry(
                    log,
                    r.partition(),
                    r.offset(),
                    r.timestamp(),
                    r.key(),
                    r.headers(),
                    r.value()));
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              partition + " gives nothing after offset " + consumer.position(partition));
        }
      }
    }
  }

  /** The state of the decider comes from all of its facts, whenever they were. */
  private void seek(BoundedConsumer<byte[]> consumer, Log log, TopicPartition partition, long end) {
    consumer.seekToBeginning(List.of(partition));
    if (log != Log.FACTS) {
      OffsetAndTimestamp first =
          consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli())).get(partition);
      consumer.seek(partition, first == null ? end : first.offset());
    }
  }

  private BoundedConsumer<byte[]> consumer() {
    return clients.consumer(
        "rouse-replay",
        new ByteArrayDeserializer(),
        Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000));
  }

  private List<TopicPartition> partitions(Log log) {
    try (BoundedConsumer<byte[]> consumer = consumer()) {
      List<PartitionInfo> found = consumer.partitionsFor(name(log), PATIENCE);
      if (found == null || found.isEmpty()) {
        throw new CliError("there is no topic " + name(log), "name the cluster with --kafka");
      }
      return found.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    }
  }

  private String name(Log log) {
    return switch (log) {
      case FACTS -> topics.facts().name();
      case DECISIONS -> topics.decisions().name();
      case HEARTBEATS -> topics.heartbeats().name();
    };
  }
}
