package rouse.executor.balance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.topic.WorkerAnnouncement;
import rouse.contracts.topic.WorkerAnnouncement.Worker;

/**
 * Reads the announcements of one platform from the first to the last, and hands on the newest list
 * of workers. What was announced before the start is history: of that only the last one counts.
 */
final class AnnouncementFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AnnouncementFollower.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration CATCHING_UP = Duration.ofMillis(100);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final byte[] platform;
  private final java.util.function.Consumer<List<Worker>> listener;
  private final Thread thread;
  private Map<TopicPartition, Long> history;
  private List<Worker> newest = List.of();
  private volatile boolean closed;

  AnnouncementFollower(
      Consumer<byte[], byte[]> consumer,
      String topic,
      String platform,
      java.util.function.Consumer<List<Worker>> listener) {
    this.consumer = consumer;
    this.topic = topic;
    this.platform = platform.getBytes(UTF_8);
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("announcements").daemon().unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        try {
          round();
        } catch (WakeupException | InterruptException e) {
          LOG.debug("closing");
        } catch (KafkaException e) {
          LOG.warn("cannot read the announcements ({}); trying again", e.getMessage());
          rest();
        }
      }
    }
  }

  private void round() {
    if (history == null) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      history = consumer.endOffsets(partitions);
    }
    boolean wasPast = history.isEmpty();
    boolean any = false;
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wasPast ? POLL : CATCHING_UP)) {
      any |= take(record);
    }
    if (!wasPast && isPast(history)) {
      history = Map.of();
      any = true;
    }
    if (any && history.isEmpty()) {
      listener.accept(newest);
    }
  }

  private boolean isPast(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  private boolean take(ConsumerRecord<byte[], byte[]> record) {
    if (!Arrays.equals(record.key(), platform)) {
      return false;
    }
    Optional<List<Worker>> workers = WorkerAnnouncement.workersOf(record.value());
    newest = record.value() == null ? List.of() : workers.orElse(newest);
    return record.value() == null || workers.isPresent();
  }

  private void rest() {
    try {
      Thread.sleep(AFTER_ERROR);
    } catch (InterruptedException e) {
      closed = true;
    }
  }

  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
