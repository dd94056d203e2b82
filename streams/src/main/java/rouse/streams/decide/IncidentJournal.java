package rouse.streams.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import rouse.contracts.event.Decision;
import rouse.contracts.status.IncidentView;
import rouse.core.state.recovery.IncidentIds;

/** The newest incidents of each platform, each with its timeline. */
final class IncidentJournal {
  /** Of a longer timeline the beginning and the end are kept. */
  private static final int LONGEST_TIMELINE = 200;

  private static final int KEPT_BEGINNING = 50;
  private final RevertibleStore<IncidentView> incidents;
  private final int capacity;
  private final Map<String, Integer> counts = new HashMap<>();

  IncidentJournal(RevertibleStore<IncidentView> incidents, int capacity) {
    this.incidents = incidents;
    this.capacity = capacity;
    try (KeyValueIterator<String, IncidentView> all = incidents.all()) {
      while (all.hasNext()) {
        String key = all.next().key;
        counts.merge(key.substring(0, key.indexOf('/')), 1, Integer::sum);
      }
    }
  }

  /** Key of an incident in the store: by platform, then by time. */
  static String key(String incidentId) {
    String platform = IncidentIds.platformOf(incidentId).orElse("");
    long openedAt = IncidentIds.openedAt(incidentId).map(Instant::toEpochMilli).orElse(0L);
    return "%s/%015d/%s".formatted(platform, openedAt, incidentId);
  }

  /** A new incident, with nothing in its timeline yet. */
  void begin(Decision.IncidentOpened opened, Instant at) {
    makeRoom(opened.platform());
    counts.merge(opened.platform(), 1, Integer::sum);
    incidents.put(
        key(opened.incidentId()),
        new IncidentView(
            opened.incidentId(),
            opened.instance().toString(),
            opened.cause(),
            at,
            null,
            null,
            0,
            List.of()));
  }

  /**
   * Adds an event to the timeline of its incident, which a decision may close.
   *
   * @param decision null when the event is a fact
   */
  void add(String incidentId, EventEntry event, Decision decision) {
    String key = key(incidentId);
    IncidentView known = incidents.get(key);
    if (known != null) {
      incidents.put(key, with(known, event, decision));
    }
  }

  private static IncidentView with(IncidentView view, EventEntry event, Decision decision) {
    boolean closes = decision instanceof Decision.IncidentClosed;
    boolean open = decision instanceof Decision.IncidentReopened;
    int attempts = view.attempts() + (isAttempt(decision, view) ? 1 : 0);
    return new IncidentView(
        view.incidentId(),
        view.instance(),
        view.cause(),
        view.openedAt(),
        closes ? event.at() : open ? null : view.closedAt(),
        decision instanceof Decision.IncidentClosed c ? c.outcome() : open ? null : view.outcome(),
        decision instanceof Decision.IncidentClosed c ? c.attempts() : attempts,
        longer(view.timeline(), event.forTimeline()));
  }

  /** What is done about others that follow belongs to the story, and is no attempt. */
  private static boolean isAttempt(Decision decision, IncidentView view) {
    return decision instanceof Decision.CommandIssued c && view.incidentId().equals(c.incidentId());
  }

  private static List<IncidentView.Entry> longer(
      List<IncidentView.Entry> timeline, IncidentView.Entry entry) {
    if (timeline.stream().anyMatch(e -> e.id().equals(entry.id()))) {
      return timeline;
    }
    List<IncidentView.Entry> entries = new ArrayList<>(timeline);
    if (entries.size() >= LONGEST_TIMELINE) {
      entries.remove(KEPT_BEGINNING);
    }
    entries.add(entry);
    return entries;
  }

  private void makeRoom(String platform) {
    if (counts.getOrDefault(platform, 0) < capacity) {
      return;
    }
    String oldest = null;
    // '0' follows '/', so this ends where the platform's keys end.
    try (KeyValueIterator<String, IncidentView> range =
        incidents.range(platform + "/", platform + "0")) {
      if (range.hasNext()) {
        KeyValue<String, IncidentView> first = range.next();
        oldest = first.key;
      }
    }
    if (oldest != null) {
      incidents.delete(oldest);
      counts.merge(platform, -1, Integer::sum);
    }
  }
}
