package rouse.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.topic.Topics;
import rouse.executor.log.KeyedConsumer;

/**
 * Hands on the decisions about one platform as they are made. It always runs, since whoever asks
 * something must stand behind it before the answer is written; while nothing is decided it costs
 * one fetch in five seconds.
 */
public final class DecisionTail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DecisionTail.class);
  private static final KeyedConsumer.Bound BOUND =
      new KeyedConsumer.Bound(Integer.MAX_VALUE, Long.MAX_VALUE);

  private final byte[] platform;
  private final EventSigner signer;
  private final List<java.util.function.Consumer<Envelope<Decision>>> listeners =
      new CopyOnWriteArrayList<>();
  private final KeyedConsumer decisions;

  public DecisionTail(Consumer<byte[], byte[]> consumer, Topics topics, String platform) {
    this.platform = platform.getBytes(UTF_8);
    this.signer = topics.signer();
    this.decisions =
        new KeyedConsumer(
            topics.decisions().name(),
            consumer,
            KeyedConsumer.Start.TAIL,
            BOUND,
            (partition, time) -> {},
            (record, inFlight) -> {
              hand(record);
              inFlight.done();
            },
            (record, reason) -> CompletableFuture.completedFuture(null));
  }

  /** Returns when it stands at the end of the log: what is decided from now on is seen. */
  public void start() {
    decisions.start();
  }

  /** Told of every decision from now on, on the tail's thread: must be quick. */
  void add(java.util.function.Consumer<Envelope<Decision>> listener) {
    listeners.add(listener);
  }

  void remove(java.util.function.Consumer<Envelope<Decision>> listener) {
    listeners.remove(listener);
  }

  private void hand(ConsumerRecord<byte[], byte[]> record) {
    if (listeners.isEmpty() || !Arrays.equals(record.key(), platform)) {
      return;
    }
    try {
      Envelope<Decision> decision = signer.read(Decision.class, record.headers(), record.value());
      listeners.forEach(listener -> listener.accept(decision));
    } catch (RuntimeException e) {
      // The query side, which reads every decision, puts what is none among the dead letters. One
      // that a listener trips over must not end the tail for all.
      LOG.warn("{}@{} is passed over: {}", record.topic(), record.offset(), e.toString());
    }
  }

  @Override
  public void close() {
    decisions.close();
  }
}
