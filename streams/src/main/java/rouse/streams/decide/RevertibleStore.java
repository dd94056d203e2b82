package rouse.streams.decide;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store that can take back what was written since the last {@link #keep}: what one fact changes
 * is changed in all stores or in none, also within a transaction that goes on without it.
 */
final class RevertibleStore<V> {
  private final KeyValueStore<String, V> store;
  private final Map<String, Optional<V>> before = new LinkedHashMap<>();

  RevertibleStore(KeyValueStore<String, V> store) {
    this.store = store;
  }

  V get(String key) {
    return store.get(key);
  }

  KeyValueIterator<String, V> all() {
    return store.all();
  }

  KeyValueIterator<String, V> range(String from, String to) {
    return store.range(from, to);
  }

  void put(String key, V value) {
    before.computeIfAbsent(key, k -> Optional.ofNullable(store.get(k)));
    store.put(key, value);
  }

  /** Returns what was there. */
  V delete(String key) {
    V old = store.delete(key);
    before.putIfAbsent(key, Optional.ofNullable(old));
    return old;
  }

  /** What was written stays. */
  void keep() {
    before.clear();
  }

  /** Puts back what was there. */
  void revert() {
    before.forEach((key, old) -> store.put(key, old.orElse(null)));
    before.clear();
  }
}
