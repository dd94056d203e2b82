package rouse.streams.decide;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import rouse.streams.outlet.LayoutSerde;

/** Stores for a processor that is tested without a topology. */
public final class TestStores {
  private TestStores() {}

  /** A store like the decider's, in memory and without a log, that knows its context. */
  public static <V> KeyValueStore<String, V> make(
      MockProcessorContext<?, ?> context, String name, Class<V> type) {
    KeyValueStore<String, V> store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), LayoutSerde.first(type))
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    return store;
  }
}
