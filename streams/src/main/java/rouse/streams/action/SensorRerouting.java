package rouse.streams.action;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.action.SensorCommand;

/**
 * Who must go by way of {@code rouse.action-requests} so that no command for a sensor overtakes
 * another: a request with an id, and after it every request for one of its sensors. Platforms whose
 * requests have no ids never go there.
 *
 * <p>A sensor is free again when nothing for it went that way for a day of the log: what is older
 * is no longer in that topic either.
 */
final class SensorRerouting {
  private static final String STORE = "sensors_on_detour";
  private static final Duration CLEAN = Duration.ofHours(1);
  private static final int MOST_AT_ONCE = 10_000;

  private final KeyValueStore<String, Long> sensors;

  SensorRerouting(ProcessorContext<?, ?> context) {
    sensors = context.getStateStore(STORE);
    context.schedule(CLEAN, PunctuationType.STREAM_TIME, this::free);
  }

  /**
   * The log time at which something for a sensor last went that way. In memory, since every command
   * asks.
   */
  static StoreBuilder<?> store() {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.Long());
  }

  /**
   * Whether a request must go that way; if so, those after it are told.
   *
   * @param at log time of the request, milliseconds
   */
  boolean takes(ActionRequest request, long at) {
    if (request.requestId() == null && !isAnyOn(request.commands(), at)) {
      return false;
    }
    request.commands().forEach(command -> sensors.put(command.sensorId(), at));
    return true;
  }

  private boolean isAnyOn(List<SensorCommand> commands, long at) {
    // On most platforms nobody is: the count is at hand, and to look one up means to encode it.
    return sensors.approximateNumEntries() > 0 && commands.stream().anyMatch(c -> isOn(c, at));
  }

  private boolean isOn(SensorCommand command, long at) {
    Long last = sensors.get(command.sensorId());
    return last != null && !isOver(last, at);
  }

  private static boolean isOver(long last, long at) {
    return at - last > AdmitSupplier.REMEMBERED.toMillis();
  }

  private void free(long at) {
    List<String> over = new ArrayList<>();
    try (KeyValueIterator<String, Long> all = sensors.all()) {
      while (all.hasNext() && over.size() < MOST_AT_ONCE) {
        var entry = all.next();
        if (isOver(entry.value, at)) {
          over.add(entry.key);
        }
      }
    }
    over.forEach(sensors::delete);
  }
}
