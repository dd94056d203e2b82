package rouse.streams.liveness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.contracts.event.EventSigner;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.OriginalNames;
import rouse.contracts.platform.OriginalNames.Declared;
import rouse.contracts.topic.PlatformNames;

/**
 * Keeps the names of all declared modules in a global store: every task of the bridge needs them,
 * and a name's partition is not known before it is resolved. Its topic is compacted and small, so
 * all of it is read at every start: no state folder is needed, and none is out of date. It holds
 * every platform's, so another {@code platform.default} finds its names as well.
 */
final class DeclaredNames implements Processor<byte[], byte[], Void, Void> {
  static final String STORE = "declared-names";
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredNames.class);
  private static final PlatformNames NONE = new PlatformNames(Map.of(), null);
  private static final String WORKER = "worker:";

  /** Before a key that says over what load is averaged; no platform's name begins like this. */
  private static final String WINDOW = "window:";

  private final EventSigner signer;
  private KeyValueStore<String, String> names;

  DeclaredNames(EventSigner signer) {
    this.signer = signer;
  }

  static StoreBuilder<KeyValueStore<String, String>> builder() {
    return Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.String())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    names = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    if (raw.key() == null) {
      return;
    }
    String platform = Serdes.String().deserializer().deserialize("", raw.key());
    try {
      signer.verify(raw.headers(), raw.key(), raw.value());
      keep(platform, raw.value() == null ? NONE : PlatformNames.read(raw.value()));
    } catch (RuntimeException unreadable) {
      // An exception here would end the application; the names that are kept still hold.
      LOG.warn("names of {} cannot be read: {}", platform, unreadable.getMessage());
    }
  }

  /** New names first, so that none that stays is missing for a moment. */
  private void keep(String platform, PlatformNames declared) {
    Map<String, String> kept = new HashMap<>();
    declared
        .modules()
        .forEach(
            (name, kind) ->
                kept.put(
                    key(platform, OriginalNames.canonical(name)),
                    (kind == ModuleSpec.Kind.WORKER ? WORKER : "") + name));
    declared
        .loadWindows()
        .forEach((name, window) -> kept.put(WINDOW + key(platform, name), window.toString()));
    kept.forEach(names::put);
    List<String> old = keysOf(names, key(platform, ""));
    old.addAll(keysOf(names, WINDOW + key(platform, "")));
    old.stream().filter(key -> !kept.containsKey(key)).forEach(names::delete);
  }

  private static List<String> keysOf(KeyValueStore<String, String> names, String prefix) {
    List<String> keys = new ArrayList<>();
    try (KeyValueIterator<String, String> all =
        names.prefixScan(prefix, Serdes.String().serializer())) {
      all.forEachRemaining(entry -> keys.add(entry.key));
    }
    return keys;
  }

  /** What load is averaged over, by {@code <platform>/<module>}, of those that are scaled by it. */
  static Map<String, Duration> loadWindows(KeyValueStore<String, String> names) {
    Map<String, Duration> windows = new HashMap<>();
    try (KeyValueIterator<String, String> all =
        names.prefixScan(WINDOW, Serdes.String().serializer())) {
      all.forEachRemaining(
          entry -> windows.put(entry.key.substring(WINDOW.length()), Duration.parse(entry.value)));
    }
    return windows;
  }

  private static String key(String platform, String canonical) {
    return platform + "/" + canonical;
  }

  /** Reads what was kept; null when a canonical name is not declared. */
  static Declared find(KeyValueStore<String, String> names, String platform, String canonical) {
    String kept = names.get(key(platform, canonical));
    if (kept == null) {
      return null;
    }
    return kept.startsWith(WORKER)
        ? new Declared(kept.substring(WORKER.length()), true)
        : new Declared(kept, false);
  }

  /** The platforms that are declared, when this one is none of them; else none. */
  static List<String> othersThan(KeyValueStore<String, String> names, String platform) {
    try (KeyValueIterator<String, String> all = names.all()) {
      List<String> platforms = new ArrayList<>();
      all.forEachRemaining(
          entry -> {
            if (!entry.key.startsWith(WINDOW)) {
              platforms.add(entry.key.substring(0, entry.key.indexOf('/')));
            }
          });
      return platforms.contains(platform) ? List.of() : platforms.stream().distinct().toList();
    }
  }
}
