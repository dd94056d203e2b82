package rouse.executor.notify;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one topic and commits how far all of it is done. A partition with much under way is not
 * read on, so that memory stays bounded; within these bounds nothing waits for anything else.
 */
final class NotificationConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final int MOST_OPEN = 20_000;
  private static final long MOST_OPEN_BYTES = 32L * 1024 * 1024;

  /** One record and the partition's book; the record is begun in it. */
  interface Reader {
    void read(ConsumerRecord<byte[], byte[]> record, PartitionProgress progress);
  }

  /** Lets time pass. */
  interface Rest {
    void take(Duration time) throws InterruptedException;
  }

  private final String topic;
  private final Consumer<byte[], byte[]> consumer;
  private final Reader reader;
  private final BiConsumer<TopicPartition, Long> firstRead;
  private final Rest rest;
  private final Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param firstRead told partition and log time of the first record after an assignment, before it
   *     is read
   */
  NotificationConsumer(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumer,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader) {
    this(topic, consumer, firstRead, reader, Thread::sleep);
  }

  /**
   * @param rest taken before a broker that refused is asked again
   */
  NotificationConsumer(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumer,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      Rest rest) {
    this.topic = topic;
    this.consumer = consumer.get();
    this.firstRead = firstRead;
    this.reader = reader;
    this.rest = rest;
    this.thread = Thread.ofPlatform().name("outbox-" + topic).daemon().unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    try {
      consumer.subscribe(List.of(topic), new Handover());
      while (!closed) {
        round();
      }
    } finally {
      commit();
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void round() {
    try {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
      records.partitions().forEach(p -> take(p, records.records(p)));
      pauseOrResume();
      commit();
    } catch (KafkaException e) {
      LOG.warn("{}: {}; going on", topic, e.getMessage());
      rest();
    }
  }

  /** A broker that refuses at once is not asked without a pause. */
  private void rest() {
    try {
      rest.take(AFTER_ERROR);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What cannot be taken now, because the broker is away, is read again: it must not be skipped.
   */
  private void take(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        take(partition, record);
      } catch (KafkaException e) {
        LOG.warn("{}: {}; reading on from {}", partition, e.getMessage(), record.offset());
        consumer.seek(partition, record.offset());
        return;
      }
    }
  }

  private void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    PartitionProgress book = progress.get(partition);
    if (book == null) {
      firstRead.accept(partition, record.timestamp());
      book = new PartitionProgress(record.offset());
      progress.put(partition, book);
    }
    book.begin(record.offset(), Math.max(0, record.serializedValueSize()));
    reader.read(record, book);
  }

  private void pauseOrResume() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    progress.forEach(
        (partition, book) -> {
          boolean much = book.openCount() > MOST_OPEN || book.openBytes() > MOST_OPEN_BYTES;
          (much ? full : free).add(partition);
        });
    consumer.pause(full);
    consumer.resume(free);
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    progress.forEach(
        (partition, book) -> {
          long offset = book.committable();
          if (offset >= 0) {
            offsets.put(partition, new OffsetAndMetadata(offset));
          }
        });
    if (offsets.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(offsets, CLOSE);
      offsets.forEach((partition, at) -> progress.get(partition).committed(at.offset()));
    } catch (KafkaException e) {
      LOG.warn("{}: cannot commit, trying again: {}", topic, e.getMessage());
    }
  }

  /** Ends the reading; what is under way may be done until then and is committed. */
  @Override
  public void close() {
    closed = true;
    Threads.endBy(thread, System.nanoTime() + 2 * CLOSE.toNanos());
  }

  /** What another notifier takes over is no longer ours to send. */
  private final class Handover implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      forget(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.debug("{}: serving {}", topic, partitions);
    }

    private void forget(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        PartitionProgress book = progress.remove(partition);
        if (book != null) {
          book.lose();
        }
      }
    }
  }
}
