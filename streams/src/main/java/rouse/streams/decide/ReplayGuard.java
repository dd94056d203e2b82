package rouse.streams.decide;

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
final class ReplayGuard<K, V> extends ContextualProcessor<K, V, K, V> {
  static final String POSITIONS = "decided-positions";
  private static final Logger LOG = LoggerFactory.getLogger(ReplayGuard.class);
  private final RecoveryMeters meters;
  private KeyValueStore<String, Position> positions;
  private boolean said;

  /**
   * @param timestamp broker time of that record: a topic that was deleted and made anew begins with
   *     offset 0 again, and with later records
   */
  record Position(long offset, long timestamp) {}

  ReplayGuard(RecoveryMeters meters) {
    this.meters = meters;
  }

  @Override
  public void init(ProcessorContext<K, V> processorContext) {
    super.init(processorContext);
    positions = processorContext.getStateStore(POSITIONS);
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
    positions.put(key, new Position(from.offset(), record.timestamp()));
    context().forward(record);
  }

  private void skip(String key, long offset, Position highest) {
    meters.replayed();
    if (!said) {
      said = true;
      LOG.warn(
          "{} is read once more from offset {}: what was taken in before, up to {}, is skipped",
          key,
          offset,
          highest.offset());
    }
  }

  static <K, V> ProcessorSupplier<K, V, K, V> supplier(RecoveryMeters meters) {
    return new ProcessorSupplier<>() {
      @Override
      public ReplayGuard<K, V> get() {
        return new ReplayGuard<>(meters);
      }

      @Override
      public Set<StoreBuilder<?>> stores() {
        return Set.of(
            Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(POSITIONS),
                Serdes.String(),
                LayoutSerde.first(Position.class)));
      }
    };
  }
}
