package rouse.streams.replay;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import rouse.streams.outlet.LayoutSerde;

/**
 * Skips what was taken in before: the offsets of a consumer group expire or are deleted, and the
 * whole topic is read once more, with a month of wishes, deadlines and alerts in it. The highest
 * offset of each partition is kept with the state, in the same transaction.
 */
public final class ReplayGuard<K, V> extends ContextualProcessor<K, V, K, V> {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayGuard.class);
  private final String store;
  private final Runnable skipped;
  private KeyValueStore<String, Position> positions;
  private boolean said;

  /**
   * How far a partition was taken in.
   *
   * @param timestamp the latest of its records: a topic that was deleted and made anew begins with
   *     offset 0 again, and with later records
   */
  record Position(long offset, long timestamp) {}

  ReplayGuard(String store, Runnable skipped) {
    this.store = store;
    this.skipped = skipped;
  }

  @Override
  public void init(ProcessorContext<K, V> processorContext) {
    super.init(processorContext);
    positions = processorContext.getStateStore(store);
  }

  @Override
  public void process(Record<K, V> record) {
    RecordMetadata from = context().recordMetadata().orElse(null);
    if (from == null) {
      context().forward(record);
      return;
    }
    String key = from.topic() + "/" + from.partition();
    Position highest = positions.get(key);
    if (highest != null
        && from.offset() <= highest.offset()
        && record.timestamp() <= highest.timestamp()) {
      skip(key, from.offset(), highest);
      return;
    }
    // Stamps of senders need not grow.
    boolean grows = highest != null && from.offset() > highest.offset();
    long newest = grows ? Math.max(highest.timestamp(), record.timestamp()) : record.timestamp();
    positions.put(key, new Position(from.offset(), newest));
    context().forward(record);
  }

  private void skip(String key, long offset, Position highest) {
    skipped.run();
    if (!said) {
      said = true;
      LOG.warn(
          "{} is read once more from offset {}: what was taken in before, up to {}, is skipped",
          key,
          offset,
          highest.offset());
    }
  }

  /**
   * The guard of one input.
   *
   * @param store where the positions are kept; each input has its own
   * @param skipped run for each record that is skipped
   */
  public static <K, V> ProcessorSupplier<K, V, K, V> supplier(String store, Runnable skipped) {
    return new ProcessorSupplier<>() {
      @Override
      public ReplayGuard<K, V> get() {
        return new ReplayGuard<>(store, skipped);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(store),
                Serdes.String(),
                LayoutSerde.first(Position.class)));
      }
    };
  }
}
