package rouse.executor.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Notification;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;

/** Writes what the executor saw and did, and what it could not understand. */
public final class FactWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FactWriter.class);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Topics topics;
  private Producer<byte[], byte[]> producer;
  private boolean closed;
  private final Set<String> said = new RecentSet<>(1_000);

  /**
   * @param producer is closed with it, whether it has written or not
   */
  public FactWriter(Producer<byte[], byte[]> producer, Topics topics) {
    this(() -> producer, topics);
    this.producer = producer;
  }

  /**
   * One that seldom has something to write.
   *
   * @param producers makes the one that it writes with, when it writes for the first time
   */
  public FactWriter(Supplier<Producer<byte[], byte[]>> producers, Topics topics) {
    this.producers = producers;
    this.topics = topics;
  }

  private synchronized Producer<byte[], byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("what is written now comes after the end");
    }
    if (producer == null) {
      producer = producers.get();
    }
    return producer;
  }

  /** Completes when the broker has acknowledged the fact; a failure is logged here. */
  public CompletionStage<Void> write(Envelope<Fact> fact) {
    return send(signed(topics.facts().name(), fact.body().platform(), fact));
  }

  /** Has the notifiers tell somebody something; completes when the broker has acknowledged it. */
  public CompletionStage<Void> tell(Envelope<Notification> message) {
    return send(signed(topics.notifications().name(), message.body().recipient(), message));
  }

  private ProducerRecord<byte[], byte[]> signed(String topic, String key, Envelope<?> event) {
    byte[] body = CloudEvents.body(event.body());
    Headers headers = CloudEvents.headers(event);
    topics.signer().sign(headers, body);
    return new ProducerRecord<>(topic, null, key.getBytes(UTF_8), body, headers);
  }

  /** Puts away, whole, what could not be understood. */
  public CompletionStage<Void> deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
    // Whoever writes a thousand of them must not fill the log.
    LOG.atLevel(said.add(record.topic() + reason) ? Level.WARN : Level.DEBUG)
        .log(
            "{}-{}@{} cannot be read and goes to the dead letters: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            reason);
    return send(DeadLetters.letter(topics.deadLetters().name(), record, reason));
  }

  // The callback tells what the future would.
  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
    CompletableFuture<Void> acknowledged = new CompletableFuture<>();
    producer()
        .send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.complete(null);
              } else {
                LOG.error("cannot write to {}: {}", record.topic(), failure.getMessage());
                acknowledged.completeExceptionally(failure);
              }
            });
    return acknowledged;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (producer != null) {
      producer.close(LAST_WORDS);
    }
  }
}
