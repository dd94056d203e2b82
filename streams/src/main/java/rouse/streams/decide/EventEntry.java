package rouse.streams.decide;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Json;
import rouse.contracts.event.Nullable;
import rouse.contracts.status.IncidentView;
import rouse.core.text.Summaries;

/**
 * An event as it is kept for looking up.
 *
 * @param at in log time
 */
public record EventEntry(
    String id,
    String type,
    Instant at,
    @Nullable String causationId,
    @Nullable String correlationId,
    String summary,
    JsonNode body) {

  static EventEntry of(Envelope<?> event, Instant at) {
    return new EventEntry(
        event.id(),
        event.type(),
        at,
        event.causationId(),
        event.correlationId(),
        Summaries.of(event.body()),
        Json.MAPPER.valueToTree(event.body()));
  }

  /** As it stands in a timeline or a chain of causes. */
  IncidentView.Entry forTimeline() {
    return new IncidentView.Entry(id, type, at, causationId, summary);
  }

  @JsonIgnore
  boolean isFact() {
    return type.startsWith("rouse.fact.");
  }
}
