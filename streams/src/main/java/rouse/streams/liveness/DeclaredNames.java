package rouse.streams.liveness;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.PlatformDeclared;
import rouse.contracts.platform.ModuleSpec;
import rouse.streams.liveness.ModuleNames.DeclaredName;

/**
 * Keeps the declared modules' names of one platform in a global store, read from the facts: every
 * task of the bridge needs them, and a name's partition is not known before it is resolved. Facts
 * are few, declarations fewer; the store is on disk, so a restart reads only what is new.
 */
final class DeclaredNames implements Processor<byte[], byte[], Void, Void> {
  static final String STORE = "declared-names";
  private static final String DECLARED = EventTypes.nameOf(PlatformDeclared.class);
  private static final String WORKER = "worker:";
  private final String platform;
  private KeyValueStore<String, String> names;

  DeclaredNames(String platform) {
    this.platform = platform;
  }

  static StoreBuilder<KeyValueStore<String, String>> builder() {
    return Stores.keyValueStoreBuilder(
            Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.String())
        .withLoggingDisabled()
        .withCachingDisabled();
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    names = context.getStateStore(STORE);
  }

  @Override
  public void process(Record<byte[], byte[]> raw) {
    if (!DECLARED.equals(CloudEvents.text(raw.headers(), CloudEvents.TYPE))) {
      return;
    }
    try {
      if (CloudEvents.read(Fact.class, raw.headers(), raw.value()).body()
              instanceof PlatformDeclared declaration
          && declaration.platform().equals(platform)) {
        declaration.spec().modules().forEach(this::keep);
      }
    } catch (RuntimeException unreadable) {
      // The decider reads the same record and buries it; a second dead letter would say no more,
      // and an exception here would end the application.
      return;
    }
  }

  private void keep(ModuleSpec module) {
    String kind = module.kind() == ModuleSpec.Kind.WORKER ? WORKER : "";
    names.put(ModuleNames.canonical(module.name()), kind + module.name());
  }

  /** Reads what was kept; null when a canonical name is not declared. */
  static DeclaredName find(KeyValueStore<String, String> names, String canonical) {
    String kept = names.get(canonical);
    if (kept == null) {
      return null;
    }
    return kept.startsWith(WORKER)
        ? new DeclaredName(kept.substring(WORKER.length()), true)
        : new DeclaredName(kept, false);
  }
}
