package rouse.streams.decide;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.CauseChain;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.StoryLine;
import rouse.core.why.Stories;

/** Follows causation ids from an event back to its evidence, and tells that as a story. */
final class WhyViews {
  private static final int LONGEST = 1000;

  /** How the ids of messages about an alert begin; the id of its decision follows. */
  private static final String ALERT = "alert/";

  /** The evidence says it itself. */
  private static final String EXPLAINED = EventTypes.nameOf(Decision.AlertExplained.class);

  /** What belongs to an incident, and is the cause of nothing. */
  private static final Set<String> BESIDE =
      Set.of(
          EventTypes.nameOf(Fact.ContainerEvidence.class),
          EventTypes.nameOf(Decision.AlertRaised.class),
          EventTypes.nameOf(Decision.AlertResolved.class),
          EXPLAINED,
          EventTypes.nameOf(Decision.Quarantined.class));

  private final DecideStores stores;

  WhyViews(DecideStores stores) {
    this.stores = stores;
  }

  Optional<CauseChain> why(String id) {
    return stores
        .incident(id)
        .map(incident -> chain(id, startsOf(incident)))
        .or(() -> instance(id).flatMap(this::ofInstance))
        .or(() -> stores.event(id).map(e -> chain(id, List.of(e.id()))))
        .or(() -> alertOf(id).flatMap(stores::event).map(e -> chain(id, List.of(e.id()))));
  }

  private static Optional<InstanceId> instance(String id) {
    try {
      return Optional.of(InstanceId.parse(id));
    } catch (IllegalArgumentException notAnInstance) {
      return Optional.empty();
    }
  }

  /** The decision that a message about an alert tells of. */
  private static Optional<String> alertOf(String notification) {
    int end =
        Math.max(notification.lastIndexOf("/raised/"), notification.lastIndexOf("/resolved/"));
    return notification.startsWith(ALERT) && end > ALERT.length()
        ? Optional.of(notification.substring(ALERT.length(), end))
        : Optional.empty();
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
    List<IncidentView.Entry> newestFirst =
        incident.timeline().reversed().stream().filter(e -> !BESIDE.contains(e.type())).toList();
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
    Map<String, EventEntry> chain = new LinkedHashMap<>();
    boolean complete = true;
    for (String start : starts) {
      String next = start;
      while (next != null && !chain.containsKey(next) && chain.size() < LONGEST) {
        Optional<EventEntry> event = stores.event(next);
        if (event.isEmpty()) {
          complete = false;
          break;
        }
        chain.put(next, event.get());
        next = event.get().causationId();
        complete &= next != null || event.get().isFact();
      }
    }
    return new CauseChain(
        id, complete, chain.values().stream().map(EventEntry::forTimeline).toList(), story(chain));
  }

  /** The chain, and what belongs to its incidents, in the order in which it happened backwards. */
  private List<StoryLine> story(Map<String, EventEntry> chain) {
    Map<String, EventEntry> told = new LinkedHashMap<>(chain);
    Set<String> incidents = new LinkedHashSet<>();
    chain.values().stream()
        .filter(e -> e.correlationId() != null)
        .forEach(e -> incidents.add(e.correlationId()));
    for (String incident : incidents) {
      stores.incident(incident).stream()
          .flatMap(i -> i.timeline().reversed().stream())
          .filter(e -> BESIDE.contains(e.type()) && !EXPLAINED.equals(e.type()))
          .flatMap(e -> stores.event(e.id()).stream())
          .forEach(e -> told.putIfAbsent(e.id(), e));
    }
    return told.values().stream()
        .sorted(Comparator.comparing(EventEntry::at).thenComparingDouble(WhyViews::turn).reversed())
        .map(WhyViews::line)
        .toList();
  }

  /** What follows from one fact has its time; the decisions are counted, and a command has none. */
  private static double turn(EventEntry entry) {
    boolean decision = entry.type().startsWith("rouse.decision.");
    boolean command = entry.type().startsWith("rouse.command.");
    String id = command ? String.valueOf(entry.causationId()) : entry.id();
    int mark = id.lastIndexOf('#');
    if (!(decision || command) || !id.substring(mark + 1).matches("\\d{1,9}")) {
      return 0;
    }
    return Integer.parseInt(id.substring(mark + 1)) + (command ? 0.5 : 0);
  }

  private static StoryLine line(EventEntry entry) {
    return entry
        .event()
        .map(event -> Stories.line(entry.id(), entry.at(), event))
        .orElseGet(() -> Stories.ofSummary(entry.id(), entry.at(), entry.summary()));
  }
}
