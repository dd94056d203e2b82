package rouse.executor.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.EventSigner;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topics;
import rouse.executor.log.InFlight;
import rouse.executor.log.KeyedConsumer;

/**
 * Reads from the facts what operators want of a platform's modules, for those that its executors
 * look after by themselves. What cannot be read there is buried by the streams app.
 */
public final class WishReader implements AutoCloseable {
  private static final KeyedConsumer.Bound BOUND =
      new KeyedConsumer.Bound(1_000, 32L * 1024 * 1024);
  private static final Set<String> WISHES =
      Set.of(
          EventTypes.nameOf(Fact.RestartRequested.class),
          EventTypes.nameOf(Fact.HoldRequested.class),
          EventTypes.nameOf(Fact.ReleaseRequested.class));

  private final byte[] platform;
  private final EventSigner signer;
  private final Function<Envelope<Fact>, ? extends CompletionStage<?>> taker;
  private final KeyedConsumer facts;

  /**
   * @param consumer its group keeps how far was read
   * @param taker completes when a wish is on disk; takes each of them once or more
   */
  public WishReader(
      Consumer<byte[], byte[]> consumer,
      Topics topics,
      String platform,
      Function<Envelope<Fact>, ? extends CompletionStage<?>> taker) {
    this.platform = platform.getBytes(UTF_8);
    this.taker = taker;
    this.signer = topics.signer();
    this.facts =
        new KeyedConsumer(
            topics.facts().name(),
            consumer,
            KeyedConsumer.Start.ALONE,
            BOUND,
            (partition, time) -> {},
            this::read,
            (record, reason) -> CompletableFuture.completedFuture(null));
  }

  public void start() {
    facts.start();
  }

  private void read(ConsumerRecord<byte[], byte[]> record, InFlight inFlight) {
    boolean wish =
        Arrays.equals(record.key(), platform)
            && WISHES.contains(CloudEvents.text(record.headers(), CloudEvents.TYPE));
    if (wish) {
      Envelope<Fact> fact = signer.read(Fact.class, record.headers(), record.value());
      inFlight.doneWhen(() -> taker.apply(fact));
    } else {
      inFlight.done();
    }
  }

  @Override
  public void close() {
    facts.close();
  }
}
