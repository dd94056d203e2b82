package rouse.executor.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.topic.ClockStep;

/**
 * Follows one topic at least once. Each record is handed to a reader, which usually puts it into
 * the queue of its key ({@link KeyedQueues}) and ends it later. An offset is committed when every
 * record before it has ended. A partition with much in flight is not read on, so that memory stays
 * bounded.
 */
public final class KeyedConsumer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(KeyedConsumer.class);

  /** Something may end in the meantime, and is to be committed soon. */
  private static final Duration BUSY_POLL = Duration.ofMillis(500);

  private static final Duration IDLE_POLL = Duration.ofSeconds(5);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  /** Which partitions it reads. */
  public enum Start {
    /** Those that its group gives it. */
    MEMBER,
    /**
     * All of them: its group only keeps the offsets. There is nothing to balance, a long task costs
     * no membership, and a start waits for no other member.
     */
    ALONE,
    /** All of them from their ends on; nothing is committed. */
    TAIL
  }

  /**
   * What may be in flight of one partition.
   *
   * @param bytes of their values
   */
  public record Bound(int records, long bytes) {}

  /** Takes the next record; must be quick, and ends it now or later. */
  @FunctionalInterface
  public interface Reader {
    /**
     * @throws KafkaException when the broker is away: the record is read again
     * @throws RuntimeException for what cannot be understood: the record goes to the dead letters
     */
    void read(ConsumerRecord<byte[], byte[]> record, InFlight inFlight);
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Rest {
    void take(Duration time) throws InterruptedException;
  }

  private final String topic;
  private final Optional<Supplier<Consumer<byte[], byte[]>>> consumers;
  private final ClockStep clock;
  private volatile Consumer<byte[], byte[]> consumer;
  private final Start start;
  private final Bound bound;
  private final Reader reader;
  private final BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters;
  private final BiConsumer<TopicPartition, Long> firstRead;
  private final Rest rest;
  private final OffsetTracker offsets = new OffsetTracker();
  private final Queue<Runnable> again = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param letters puts a record with a reason among the dead letters
   * @param firstRead told partition and log time of the first record after an assignment, before it
   *     is read
   */
  public KeyedConsumer(
      String topic,
      Consumer<byte[], byte[]> consumer,
      Start start,
      Bound bound,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters) {
    this(topic, consumer, start, bound, firstRead, reader, letters, Thread::sleep);
  }

  /**
   * A member of a group, which has a new consumer whenever the machine's clock was set back: the
   * timers of the old one stand still, and the broker would put it out of its group.
   */
  public static KeyedConsumer member(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Bound bound,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters) {
    return member(topic, consumers, bound, firstRead, reader, letters, new ClockStep());
  }

  static KeyedConsumer member(
      String topic,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Bound bound,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters,
      ClockStep clock) {
    return new KeyedConsumer(
        topic,
        consumers.get(),
        Optional.of(consumers),
        Start.MEMBER,
        bound,
        firstRead,
        reader,
        letters,
        Thread::sleep,
        clock);
  }

  /**
   * @param rest taken before a broker that refused is asked again
   */
  KeyedConsumer(
      String topic,
      Consumer<byte[], byte[]> consumer,
      Start start,
      Bound bound,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters,
      Rest rest) {
    this(
        topic,
        consumer,
        Optional.empty(),
        start,
        bound,
        firstRead,
        reader,
        letters,
        rest,
        new ClockStep());
  }

  private KeyedConsumer(
      String topic,
      Consumer<byte[], byte[]> consumer,
      Optional<Supplier<Consumer<byte[], byte[]>>> consumers,
      Start start,
      Bound bound,
      BiConsumer<TopicPartition, Long> firstRead,
      Reader reader,
      BiFunction<ConsumerRecord<byte[], byte[]>, String, CompletionStage<Void>> letters,
      Rest rest,
      ClockStep clock) {
    this.topic = topic;
    this.consumer = consumer;
    this.consumers = consumers;
    this.clock = clock;
    this.start = start;
    this.bound = bound;
    this.firstRead = firstRead;
    this.reader = reader;
    this.letters = letters;
    this.rest = rest;
    this.thread = Thread.ofPlatform().name("follow-" + topic).daemon().unstarted(this::follow);
  }

  /** Returns when it knows from where it reads, except as a member of a group. */
  public void start() {
    if (start == Start.MEMBER) {
      consumer.subscribe(List.of(topic), new Handover());
    } else {
      List<TopicPartition> all =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(all);
      if (start == Start.TAIL) {
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
      }
    }
    thread.start();
  }

  private void follow() {
    try {
      while (!closed) {
        round();
      }
      commit();
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  private void round() {
    try {
      if (consumers.isPresent() && clock.wentBack()) {
        renew(consumers.get());
      }
      int writes = again.size();
      for (int i = 0; i < writes; i++) {
        again.remove().run();
      }
      commit();
      pauseOrResume();
      ConsumerRecords<byte[], byte[]> records =
          consumer.poll(offsets.isIdle() ? IDLE_POLL : BUSY_POLL);
      records.partitions().forEach(p -> take(p, records.records(p)));
    } catch (WakeupException | InterruptException e) {
      LOG.debug("{}: closing", topic);
    } catch (RuntimeException e) {
      LOG.warn("{}: {}; going on", topic, e.toString());
      rest();
    }
  }

  /** What is in flight is read again. */
  private void renew(Supplier<Consumer<byte[], byte[]>> anew) {
    LOG.warn("{}: the machine's clock was set back; reading on with a new consumer", topic);
    commit();
    consumer.close(CloseOptions.timeout(CLOSE));
    consumer = anew.get();
    consumer.subscribe(List.of(topic), new Handover());
    if (closed) {
      consumer.wakeup();
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
        rest();
        return;
      }
    }
  }

  private void take(TopicPartition partition, ConsumerRecord<byte[], byte[]> record) {
    if (!offsets.knows(partition)) {
      firstRead.accept(partition, record.timestamp());
    }
    offsets.begin(partition, record.offset(), Math.max(0, record.serializedValueSize()));
    InFlight inFlight = new InFlight(offsets, record, letters, again);
    try {
      reader.read(record, inFlight);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // Whatever it is that trips here is a property of the record: the next one must be served.
      inFlight.bury(e);
    }
  }

  private void pauseOrResume() {
    List<TopicPartition> full = new ArrayList<>();
    List<TopicPartition> free = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      boolean much = offsets.isFull(partition, bound.records(), bound.bytes());
      (much ? full : free).add(partition);
    }
    consumer.pause(full);
    consumer.resume(free);
  }

  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> done = offsets.committable();
    if (done.isEmpty()) {
      return;
    }
    try {
      if (start != Start.TAIL) {
        consumer.commitSync(done, CLOSE);
      }
      offsets.committed(done);
    } catch (WakeupException | InterruptException closing) {
      throw closing;
    } catch (KafkaException e) {
      LOG.warn("{}: cannot commit, trying again: {}", topic, e.getMessage());
    }
  }

  /** Ends the reading; what is in flight may end until then and is committed. */
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      return;
    }
    consumer.wakeup();
    Threads.endBy(thread, System.nanoTime() + 2 * CLOSE.toNanos());
  }

  /** What another member takes over is no longer ours to serve. */
  private final class Handover implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      offsets.lose(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      offsets.lose(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.debug("{}: serving {}", topic, partitions);
    }
  }
}
