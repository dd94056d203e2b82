package rouse.streams.liveness;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.internals.StateStoreProvider;
import rouse.core.detection.InstanceLiveness;
import rouse.core.detection.LedgerView;
import rouse.core.detection.ObserverState;

/**
 * What this process knows of who is alive: the ledgers of all its tasks. Ask for it anew with every
 * query ({@code streams.store(fromNameAndType(LastHeardStore.NAME, LivenessView.TYPE))}): tasks
 * come and go.
 */
public final class LivenessView {
  /** For {@code KafkaStreams.store}. */
  public static final QueryableStoreType<LivenessView> TYPE = new Type();

  private final List<LastHeardStore> stores;

  LivenessView(List<LastHeardStore> stores) {
    this.stores = stores;
  }

  /** What is known of an instance or host, if its partition is one of ours. */
  public Optional<InstanceLiveness> find(String heartbeatKey) {
    return stores.stream()
        .flatMap(store -> store.view().stream())
        .flatMap(view -> view.find(heartbeatKey).stream())
        .findFirst();
  }

  /** All instances and hosts of a platform in our partitions, in no order. */
  public void forEachOf(String platform, Consumer<InstanceLiveness> reader) {
    stores.stream()
        .flatMap(store -> store.view().stream())
        .forEach(view -> view.forEachOf(platform, reader));
  }

  /** Broker time of the newest tick of each of our partitions that has one. */
  public Map<Integer, Instant> newestTicks() {
    return stores.stream()
        .filter(store -> store.view().flatMap(LedgerView::newestTick).isPresent())
        .collect(
            Collectors.toMap(
                LastHeardStore::partition,
                store -> store.view().flatMap(LedgerView::newestTick).orElseThrow()));
  }

  /** The state of the observer in each of our partitions. */
  public Map<Integer, ObserverState> observers() {
    return stores.stream()
        .collect(
            Collectors.toMap(
                LastHeardStore::partition,
                store -> store.view().map(LedgerView::observer).orElse(ObserverState.RESTORING)));
  }

  /** The state of all our partitions as one: watching only when all are. */
  public ObserverState observer() {
    var states = observers().values();
    if (states.isEmpty() || states.contains(ObserverState.RESTORING)) {
      return ObserverState.RESTORING;
    }
    return states.contains(ObserverState.BLIND) ? ObserverState.BLIND : ObserverState.WATCHING;
  }

  /** Counts of each of our partitions since its task began. */
  public Map<Integer, LedgerView.Counters> counters() {
    return stores.stream()
        .filter(store -> store.view().isPresent())
        .collect(
            Collectors.toMap(
                LastHeardStore::partition, store -> store.view().orElseThrow().counters()));
  }

  private static final class Type implements QueryableStoreType<LivenessView> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof LastHeardStore;
    }

    @Override
    public LivenessView create(StateStoreProvider provider, String storeName) {
      return new LivenessView(provider.stores(storeName, new Part()));
    }
  }

  /** What the provider looks for in each task; the view above puts the tasks together. */
  private static final class Part implements QueryableStoreType<LastHeardStore> {
    @Override
    public boolean accepts(StateStore store) {
      return store instanceof LastHeardStore;
    }

    @Override
    public LastHeardStore create(StateStoreProvider provider, String storeName) {
      return provider.stores(storeName, this).get(0);
    }
  }
}
