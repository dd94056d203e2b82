package rouse.streams.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.event.StateLayout;
import rouse.core.detection.SilenceLedger;
import rouse.core.detection.StoredWatch;

/**
 * Watches and transitions, changelogged: written when they change, never on a beat. On disk, so
 * that a restart reads what changed since and not everything, and a million watches need no heap.
 */
final class WatchStore {
  static final String NAME = "watches";
  private static final StateLayout<StoredWatch> LAYOUT = StateLayout.first(StoredWatch.class);

  /** No heartbeat key is like it: those have a slash. */
  private static final String LAST_TICK = "tick";

  private static final String MOVING = "moving";

  private final KeyValueStore<String, byte[]> store;

  WatchStore(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  static StoreBuilder<KeyValueStore<String, byte[]>> builder(boolean inMemory) {
    return Stores.keyValueStoreBuilder(
            inMemory ? Stores.inMemoryKeyValueStore(NAME) : Stores.persistentKeyValueStore(NAME),
            Serdes.String(),
            Serdes.ByteArray())
        .withCachingDisabled();
  }

  void remember(String key, StoredWatch entry) {
    try {
      store.put(key, LAYOUT.write(entry));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the watch of " + key, e);
    }
  }

  void forget(String key) {
    store.delete(key);
  }

  void rememberTick(long at) {
    store.put(LAST_TICK, Long.toString(at).getBytes(UTF_8));
  }

  /** Some beats stand in the partition that belong into others. */
  void rememberMoving() {
    store.put(MOVING, new byte[0]);
  }

  boolean hasMoved() {
    return store.get(MOVING) != null;
  }

  /** Executors had other keys once; nobody beats under them any longer. */
  private static boolean isName(String key) {
    try {
      SilenceLedger.requireName(key);
      return true;
    } catch (IllegalArgumentException nobodys) {
      return false;
    }
  }

  void restore(SilenceLedger ledger) {
    try (var entries = store.all()) {
      while (entries.hasNext()) {
        var entry = entries.next();
        if (entry.key.equals(LAST_TICK)) {
          ledger.restoreLastTick(Long.parseLong(new String(entry.value, UTF_8)));
        } else if (!entry.key.equals(MOVING) && isName(entry.key)) {
          ledger.restore(entry.key, LAYOUT.read(entry.value));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the store of watches cannot be read; remove the state folder to rebuild it", e);
    }
  }
}
