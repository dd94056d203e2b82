package rouse.executor.identity;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.settings.KnownSettings;
import rouse.contracts.settings.Settings;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;
import rouse.executor.log.Cluster;

/**
 * Holds an executor's identity against processes of other machines, such as a copy of this one: who
 * is it belongs to a consumer group of that name, and whoever finds another there refuses. The
 * group reads nothing; the broker misses a member that has gone within its session.
 */
public final class ExecutorClaim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorClaim.class);
  private static final Duration SESSION = Duration.ofSeconds(10);

  /** By then the broker has missed whoever had just died when it was first asked. */
  private static final Duration PATIENCE = SESSION.plusSeconds(4);

  private static final Duration BETWEEN = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final String NEXT =
      "Stop it, or give this machine another name with the setting host";

  private final ExecutorId id;
  private final Duration patience;
  private final String group;
  private final ExecutorProcess self;
  private final Admin admin;
  private final KafkaConsumer<byte[], byte[]> member;
  private final Consumer<DuplicateExecutor> lost;
  private final Thread thread;
  private volatile boolean joined;
  private volatile boolean closed;

  /**
   * @param lost told when another process turns out to have been first: two started at once
   */
  public ExecutorClaim(
      Settings settings,
      Topics topics,
      ExecutorId id,
      ExecutorLock lock,
      Consumer<DuplicateExecutor> lost) {
    this.id = id;
    this.patience = settings.duration(KnownSettings.BROKER_PATIENCE);
    this.group = settings.text(KnownSettings.APPLICATION_ID) + "-identity-" + id.kafkaName();
    this.self = lock.self();
    this.lost = lost;
    this.admin = Cluster.admin(settings);
    this.member =
        KafkaClientFactory.of(settings)
            .consumer(
                self.clientId(group),
                new ByteArrayDeserializer(),
                Map.of(
                    ConsumerConfig.GROUP_ID_CONFIG,
                    group,
                    ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                    "latest",
                    ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                    (int) SESSION.toMillis()));
    this.thread =
        Thread.ofPlatform()
            .name("executor-claim")
            .daemon()
            .unstarted(() -> hold(topics.commands().name()));
  }

  /**
   * Returns when no other process is this executor, as far as the broker knows.
   *
   * @throws DuplicateExecutor naming the other
   * @throws InterruptedException when the start was called off
   */
  public void take() throws InterruptedException {
    awaitAnswer();
    long end = System.nanoTime() + PATIENCE.toNanos();
    for (Optional<ExecutorProcess> other = other(); other.isPresent(); other = other()) {
      if (System.nanoTime() - end > 0) {
        throw new DuplicateExecutor(id, other.get().toString(), NEXT);
      }
      LOG.info("waits whether {} is still executor {}", other.get(), id);
      Thread.sleep(BETWEEN);
    }
    thread.start();
  }

  /** A broker that has just started may not know its groups yet. */
  private void awaitAnswer() throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        other();
        return;
      } catch (RetriableException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        LOG.info("waiting for the broker's groups: {}", e.getMessage());
        Thread.sleep(BETWEEN);
      }
    }
  }

  /** The first of the others; one of this place has ended, since its lock is ours. */
  private Optional<ExecutorProcess> other() throws InterruptedException {
    try {
      ConsumerGroupDescription now =
          admin.describeConsumerGroups(List.of(group)).describedGroups().get(group).get();
      return now.members().stream()
          .flatMap(m -> ExecutorProcess.of(m.clientId()).stream())
          .filter(process -> !process.place().equals(self.place()))
          .min(ExecutorProcess::compareTo);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  private void hold(String topic) {
    try (member) {
      member.subscribe(List.of(topic), new ReadNothing());
      while (!closed) {
        try {
          member.poll(POLL);
          if (joined) {
            check();
            joined = false;
          }
        } catch (WakeupException closing) {
          LOG.trace("closing");
        } catch (KafkaException e) {
          LOG.warn("cannot hold the name {} ({}); trying again", id, e.getMessage());
          Thread.sleep(BETWEEN);
        }
      }
    } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
      LOG.debug("interrupted");
    }
  }

  /** Two that start at once see each other here; the later one goes, on either side the same. */
  private void check() throws InterruptedException {
    Optional<ExecutorProcess> first = other().filter(other -> other.compareTo(self) < 0);
    if (first.isPresent()) {
      closed = true;
      lost.accept(new DuplicateExecutor(id, first.get().toString(), NEXT));
    }
  }

  private final class ReadNothing implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions);
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // Nothing was read, so nothing has to be given up.
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      member.close(CloseOptions.timeout(Duration.ZERO));
    } else {
      member.wakeup();
      try {
        thread.join(Duration.ofSeconds(5));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    admin.close(Duration.ofSeconds(1));
  }
}
