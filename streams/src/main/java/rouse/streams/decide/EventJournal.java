package rouse.streams.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * The newest events of each platform by id. A second store holds their order, so that the oldest is
 * found without a search when there is one too many. An event keeps its number for good, so the
 * number of events that are kept may be set to another.
 */
final class EventJournal {
  private static final int EXPIRED_AT_ONCE = 200;
  private final RevertibleStore<EventEntry> events;
  private final RevertibleStore<Place> order;
  private final int capacity;
  private final Map<String, Range> ranges = new HashMap<>();

  /**
   * Where an event stands in its platform's order.
   *
   * @param number counted from 0
   */
  record Place(long number, String id, Instant at) {}

  private record Range(long oldest, long next) {}

  EventJournal(RevertibleStore<EventEntry> events, RevertibleStore<Place> order, int capacity) {
    this.events = events;
    this.order = order;
    this.capacity = capacity;
    List<KeyValue<String, Place>> renumbered = new ArrayList<>();
    try (KeyValueIterator<String, Place> all = order.all()) {
      while (all.hasNext()) {
        KeyValue<String, Place> entry = all.next();
        String platform = platformOf(entry.key);
        long number = entry.value.number();
        ranges.merge(
            platform,
            new Range(number, number + 1),
            (a, b) -> new Range(Math.min(a.oldest(), b.oldest()), Math.max(a.next(), b.next())));
        if (!entry.key.equals(key(platform, number))) {
          renumbered.add(entry);
        }
      }
    }
    renumber(renumbered);
  }

  /** Until version 0.1 an event stood at its number modulo the number of those kept. */
  private void renumber(List<KeyValue<String, Place>> entries) {
    entries.forEach(entry -> order.delete(entry.key));
    entries.forEach(e -> order.put(key(platformOf(e.key), e.value.number()), e.value));
  }

  void add(String platform, EventEntry entry) {
    Range range = ranges.getOrDefault(platform, new Range(0, 0));
    long oldest = range.oldest();
    while (range.next() - oldest >= capacity) {
      remove(platform, oldest);
      oldest++;
    }
    events.put(entry.id(), entry);
    order.put(key(platform, range.next()), new Place(range.next(), entry.id(), entry.at()));
    ranges.put(platform, new Range(oldest, range.next() + 1));
  }

  /** Removes some of what is older than the retention; the rest at the next call. */
  void expire(Instant now, Duration retention) {
    ranges.replaceAll(
        (platform, range) -> {
          long oldest = range.oldest();
          long end = Math.min(range.next(), oldest + EXPIRED_AT_ONCE);
          while (oldest < end && isOlder(platform, oldest, now.minus(retention))) {
            remove(platform, oldest);
            oldest++;
          }
          return new Range(oldest, range.next());
        });
  }

  /** The facts that are still known, the oldest first. */
  void forEachFact(BiConsumer<String, EventEntry> platformAndFact) {
    ranges.forEach(
        (platform, range) -> {
          for (long n = range.oldest(); n < range.next(); n++) {
            Place place = order.get(key(platform, n));
            EventEntry entry = place == null ? null : events.get(place.id());
            if (entry != null && entry.isFact()) {
              platformAndFact.accept(platform, entry);
            }
          }
        });
  }

  private boolean isOlder(String platform, long number, Instant limit) {
    Place place = order.get(key(platform, number));
    return place == null || place.at().isBefore(limit);
  }

  private void remove(String platform, long number) {
    Place place = order.delete(key(platform, number));
    if (place != null) {
      events.delete(place.id());
    }
  }

  private static String key(String platform, long number) {
    return platform + "/" + "%019d".formatted(number);
  }

  private static String platformOf(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }
}
