package rouse.streams.action;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Makes {@link AdmitProcessor} with its memory of ids. */
final class AdmitSupplier implements ProcessorSupplier<byte[], byte[], Object, Object> {
  static final String STORE = "request_ids";

  /** Within this time of the log a request id means one request. */
  static final Duration REMEMBERED = Duration.ofHours(24);

  /** An id must outlive its day, also when the broker's clock is set back a little. */
  private static final Duration RETENTION = REMEMBERED.plusHours(1);

  private final RequestSinks ends;
  private final String platform;

  private final boolean inMemory;

  AdmitSupplier(RequestSinks ends, ActionSettings settings) {
    this.ends = ends;
    this.platform = settings.platform();
    this.inMemory = settings.inMemory();
  }

  @Override
  public Processor<byte[], byte[], Object, Object> get() {
    return new AdmitProcessor(ends, platform);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(
        Stores.windowStoreBuilder(
                inMemory
                    ? Stores.inMemoryWindowStore(STORE, RETENTION, REMEMBERED, false)
                    : Stores.persistentWindowStore(STORE, RETENTION, REMEMBERED, false),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingEnabled(Map.of()));
  }
}
