package rouse.streams.decide;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;

/** Follows causation ids from an event back to its evidence. */
final class WhyViews {
  private static final int LONGEST = 1000;
  private final DecideStores stores;

  WhyViews(DecideStores stores) {
    this.stores = stores;
  }

  Optional<CauseChain> why(String id) {
    return stores
        .incident(id)
        .map(incident -> chain(id, startsOf(incident)))
        .or(() -> instance(id).flatMap(this::ofInstance))
        .or(() -> stores.event(id).map(e -> chain(id, List.of(e.id()))));
  }

  private static Optional<InstanceId> instance(String id) {
    try {
      return Optional.of(InstanceId.parse(id));
    } catch (IllegalArgumentException notAnInstance) {
      return Optional.empty();
    }
  }

  /** Its latest incident, unless something was done about it since. */
  private Optional<CauseChain> ofInstance(InstanceId id) {
    Optional<IncidentView> incident =
        stores.incidents(id.platform(), Integer.MAX_VALUE).stream()
            .filter(i -> i.instance().equals(id.toString()))
            .findFirst();
    return stores
        .lastOrder(id)
        .filter(issued -> incident.filter(i -> !isApart(issued, i)).isEmpty())
        .map(issued -> chain(id.toString(), List.of(issued.id())))
        .or(() -> incident.map(i -> chain(id.toString(), startsOf(i))));
  }

  private static boolean isApart(EventEntry issued, IncidentView incident) {
    return issued.at().isAfter(incident.openedAt())
        && incident.timeline().stream().noneMatch(entry -> entry.id().equals(issued.id()));
  }

  /** How it ended, the last command for it, and how it began: together the whole story. */
  private static List<String> startsOf(IncidentView incident) {
    List<String> starts = new ArrayList<>();
    List<IncidentView.Entry> newestFirst = incident.timeline().reversed();
    newestFirst.stream().limit(1).forEach(e -> starts.add(e.id()));
    for (String type : List.of("IncidentClosed", "CommandIssued", "IncidentOpened")) {
      newestFirst.stream()
          .filter(e -> e.type().endsWith("." + type))
          .findFirst()
          .ifPresent(e -> starts.add(e.id()));
    }
    return starts;
  }

  private CauseChain chain(String id, List<String> starts) {
    Map<String, IncidentView.Entry> chain = new LinkedHashMap<>();
    boolean complete = true;
    for (String start : starts) {
      String next = start;
      while (next != null && !chain.containsKey(next) && chain.size() < LONGEST) {
        Optional<EventEntry> event = stores.event(next);
        if (event.isEmpty()) {
          complete = false;
          break;
        }
        chain.put(next, event.get().forTimeline());
        next = event.get().causationId();
        complete &= next != null || event.get().isFact();
      }
    }
    return new CauseChain(id, complete, List.copyOf(chain.values()));
  }
}
