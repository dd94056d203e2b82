package rouse.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;

/**
 * Hands on the decisions about one platform as they are made. It always runs, since whoever asks
 * something must stand behind it before the answer is written; while nothing is decided it costs
 * one fetch in five seconds.
 */
public final class DecisionTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionTail.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final byte[] platform;
  private final List<java.util.function.Consumer<Envelope<Decision>>> listeners =
      new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  public DecisionTail(Consumer<byte[], byte[]> consumer, String topic, String platform) {
    this.consumer = consumer;
    this.topic = topic;
    this.platform = platform.getBytes(UTF_8);
    this.thread = Thread.ofPlatform().name("decision-tail").daemon().unstarted(this::follow);
  }

  /** Returns when it stands at the end of the log: what is decided from now on is seen. */
  public void start() {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    partitions.forEach(consumer::position);
    thread.start();
  }

  /** Told of every decision from now on, on the tail's thread: must be quick. */
  void add(java.util.function.Consumer<Envelope<Decision>> listener) {
    listeners.add(listener);
  }

  void remove(java.util.function.Consumer<Envelope<Decision>> listener) {
    listeners.remove(listener);
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        try {
          consumer.poll(POLL).forEach(this::hand);
        } catch (WakeupException | InterruptException e) {
          LOG.debug("closing");
        } catch (KafkaException e) {
          LOG.warn("cannot read the decisions ({}); trying again", e.getMessage());
          rest();
        }
      }
    }
  }

  private void hand(ConsumerRecord<byte[], byte[]> record) {
    if (listeners.isEmpty() || !Arrays.equals(record.key(), platform)) {
      return;
    }
    try {
      Envelope<Decision> decision =
          CloudEvents.read(Decision.class, record.headers(), record.value());
      listeners.forEach(listener -> listener.accept(decision));
    } catch (RuntimeException e) {
      // The query side, which reads every decision, puts what is none among the dead letters. One
      // that a listener trips over must not end the tail for all.
      LOG.warn("{}@{} is passed over: {}", record.topic(), record.offset(), e.toString());
    }
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
