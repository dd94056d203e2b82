package rouse.executor.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Unreadable;
import rouse.contracts.heartbeat.HeartbeatCodec;
import rouse.contracts.heartbeat.HeartbeatRecord;

/** Reads the ticks of the observer, since nobody else would notice that they stop. */
final class ObserverWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObserverWatch.class);
  private static final Duration ROUND = Duration.ofSeconds(1);
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final ObserverPatience patience;
  private final BooleanSupplier ready;
  private final Runnable restart;
  private final Thread thread =
      Thread.ofPlatform().name("observer-watch").daemon().unstarted(this::watch);
  private volatile boolean closed;

  /**
   * @param topic of the heartbeats
   * @param ready what the observer says of itself
   * @param restart what to do when it has stopped observing
   */
  ObserverWatch(
      KafkaConsumer<byte[], byte[]> consumer,
      String topic,
      ObserverPatience patience,
      BooleanSupplier ready,
      Runnable restart) {
    this.consumer = consumer;
    this.topic = topic;
    this.patience = patience;
    this.ready = ready;
    this.restart = restart;
  }

  void start() {
    thread.start();
  }

  private void watch() {
    try (consumer) {
      while (!closed) {
        round();
      }
    } catch (WakeupException | InterruptException e) {
      LOG.debug("the observer is no longer watched");
    }
  }

  private void round() {
    boolean answers = false;
    boolean ticked = false;
    try {
      if (consumer.assignment().isEmpty()) {
        assign();
      }
      ConsumerRecords<byte[], byte[]> records = consumer.poll(ROUND);
      for (ConsumerRecord<byte[], byte[]> record : records) {
        ticked |= isTick(record);
      }
      // A poll without records does not tell a silent observer from a broker that is away.
      answers = !records.isEmpty() || !consumer.endOffsets(consumer.assignment(), ROUND).isEmpty();
    } catch (TimeoutException e) {
      LOG.debug("the broker does not answer: {}", e.getMessage());
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("the observer's ticks cannot be read: {}", e.getMessage());
    }
    if (patience.isOver(Instant.now(), answers, ticked, ready.getAsBoolean())) {
      LOG.warn("the observer has stopped observing; it is replaced");
      restart.run();
    }
  }

  private void assign() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic, ROUND).stream()
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
  }

  private static boolean isTick(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() != null
          && HeartbeatCodec.read(record.headers(), record.value()) instanceof HeartbeatRecord.Tick;
    } catch (Unreadable e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
  }
}
