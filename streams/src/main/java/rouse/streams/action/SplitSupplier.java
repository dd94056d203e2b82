package rouse.streams.action;

import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Makes {@link SplitProcessor} with its memory of who went by {@link SensorRerouting}. */
record SplitSupplier(RequestSinks ends, String platform)
    implements ProcessorSupplier<byte[], byte[], Object, Object> {
  @Override
  public Processor<byte[], byte[], Object, Object> get() {
    return new SplitProcessor(ends, platform);
  }

  @Override
  public Set<StoreBuilder<?>> stores() {
    return Set.of(SensorRerouting.store());
  }
}
