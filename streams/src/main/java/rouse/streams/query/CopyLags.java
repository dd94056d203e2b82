package rouse.streams.query;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import rouse.http.RequestWorker;
import rouse.streams.decide.DecideStores;

/**
 * How far the copies of the decider's state in this instance are behind. Kafka Streams asks the
 * broker for it, so one thread asks for all, and nobody waits long.
 */
public final class CopyLags implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST = 100;
  private final Supplier<KafkaStreams> decide;
  private final RequestWorker thread = new RequestWorker("copy-lags", MOST);
  private volatile Known known = new Known(Map.of(), System.nanoTime() - FRESH.toNanos());

  private record Known(Map<String, Map<Integer, LagInfo>> lags, long at) {
    boolean isFresh() {
      return System.nanoTime() - at < FRESH.toNanos();
    }
  }

  public CopyLags(Supplier<KafkaStreams> decide) {
    this.decide = decide;
  }

  /** In records of the state's log; empty when it is not known, or not in time. */
  public Optional<Long> of(int partition) {
    try {
      Known now =
          known.isFresh()
              ? known
              : thread.submit(this::ask).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return DecideStores.NAMES.stream()
          .map(name -> now.lags().getOrDefault(name, Map.of()).get(partition))
          .filter(lag -> lag != null)
          .map(LagInfo::offsetLag)
          .max(Long::compare);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private Known ask() {
    if (!known.isFresh()) {
      known = new Known(decide.get().allLocalStorePartitionLags(), System.nanoTime());
    }
    return known;
  }

  @Override
  public void close() {
    thread.close();
  }
}
