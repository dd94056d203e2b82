package rouse.streams.action;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import rouse.contracts.action.UserDisplayRecord;
import rouse.contracts.event.CloudEvents;

/**
 * How the newest displays of each service lie in their store: one entry each, the twenty-first in
 * the place of the first. So a display costs one small write and no read, however many came before.
 *
 * <p>Key: {@code <service id>/<place>}. Value: the running number of the display among those of its
 * service, eight bytes; then the display as it stands in its topic.
 */
final class DisplayShelf {
  private static final int PLACES = 20;

  /** Services whose numbers are kept at hand; of another one they are read from the store. */
  private static final int AT_HAND = 10_000;

  private final KeyValueStore<String, byte[]> store;
  private final Map<String, Long> numbers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > AT_HAND;
        }
      };

  DisplayShelf(KeyValueStore<String, byte[]> store) {
    this.store = store;
  }

  /** Adds a display, in the place of the oldest. */
  void add(String serviceId, byte[] display) {
    Long last = numbers.get(serviceId);
    long number = (last == null ? newest(store, serviceId) : last) + 1;
    numbers.put(serviceId, number);
    store.put(
        key(serviceId, number),
        ByteBuffer.allocate(Long.BYTES + display.length).putLong(number).put(display).array());
  }

  /** The displays of a service, newest first. */
  static Displays read(ReadOnlyKeyValueStore<String, byte[]> store, String serviceId) {
    return new Displays(
        entries(store, serviceId).stream()
            .sorted(Comparator.comparingLong(DisplayShelf::number).reversed())
            .map(entry -> Arrays.copyOfRange(entry, Long.BYTES, entry.length))
            .map(display -> CloudEvents.readBody(UserDisplayRecord.class, display))
            .toList());
  }

  private static long newest(ReadOnlyKeyValueStore<String, byte[]> store, String serviceId) {
    return entries(store, serviceId).stream().mapToLong(DisplayShelf::number).max().orElse(0);
  }

  private static List<byte[]> entries(
      ReadOnlyKeyValueStore<String, byte[]> store, String serviceId) {
    List<byte[]> found = new ArrayList<>();
    for (int place = 0; place < PLACES; place++) {
      byte[] entry = store.get(key(serviceId, place));
      if (entry != null) {
        found.add(entry);
      }
    }
    return found;
  }

  private static String key(String serviceId, long number) {
    return serviceId + "/" + number % PLACES;
  }

  private static long number(byte[] entry) {
    return ByteBuffer.wrap(entry).getLong();
  }
}
