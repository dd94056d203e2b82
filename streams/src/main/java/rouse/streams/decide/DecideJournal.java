package rouse.streams.decide;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.IncidentIds;

/** Keeps facts, decisions and commands so that every one can be explained. */
final class DecideJournal {
  private final EventJournal events;
  private final IncidentJournal incidents;

  DecideJournal(EventJournal events, IncidentJournal incidents) {
    this.events = events;
    this.incidents = incidents;
  }

  void write(
      Envelope<Fact> fact,
      List<DecisionRecord> decided,
      PlatformState state,
      Instant at,
      DecideOutputs outputs) {
    if (decided.isEmpty() && isNoise(fact.body())) {
      return;
    }
    String platform = fact.body().platform();
    Set<String> concerned = incidentsOf(decided, fact.body(), state);
    openBefore(decided, at);
    if (!(fact.body() instanceof Fact.DecisionReported)) {
      EventEntry evidence = EventEntry.of(fact, at);
      events.add(platform, evidence);
      concerned.forEach(id -> incidents.add(id, evidence, null));
    }
    for (DecisionRecord d : decided) {
      EventEntry entry = EventEntry.of(outputs.envelope(d), at);
      events.add(platform, entry);
      if (d.correlationId() != null && concerned.contains(d.correlationId())) {
        incidents.add(d.correlationId(), entry, d.body());
      }
      if (d.body() instanceof Decision.CommandIssued issued) {
        events.add(platform, EventEntry.of(outputs.envelope(d, issued), at));
      }
    }
  }

  /** Before the fact is added, so that it stands in the timeline of the incident that it began. */
  private void openBefore(List<DecisionRecord> decided, Instant at) {
    for (DecisionRecord d : decided) {
      if (d.body() instanceof Decision.IncidentOpened opened) {
        incidents.begin(opened, at);
      }
    }
  }

  private static Set<String> incidentsOf(
      List<DecisionRecord> decided, Fact fact, PlatformState state) {
    Set<String> ids = new LinkedHashSet<>();
    for (DecisionRecord d : decided) {
      if (d.correlationId() != null && IncidentIds.platformOf(d.correlationId()).isPresent()) {
        ids.add(d.correlationId());
      }
    }
    if (fact instanceof Fact.OfInstance about) {
      InstanceState i = state.instance(about.instance());
      if (i != null && i.incident() != null) {
        ids.add(i.incident().id());
      }
    }
    return ids;
  }

  /** Frequent, and explaining nothing when nothing follows from it. */
  private static boolean isNoise(Fact fact) {
    return fact instanceof Fact.TimePassed || fact instanceof Fact.LoadObserved;
  }
}
