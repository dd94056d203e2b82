package rouse.streams.decide;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.IncidentView;
import rouse.core.text.EventSummaries;
import rouse.core.text.EvidenceText;

/**
 * An event as it is kept for looking up.
 *
 * @param at in log time
 * @param body how long it is alone, when it is long
 */
public record EventEntry(
    String id,
    String type,
    Instant at,
    @Nullable String causationId,
    @Nullable String correlationId,
    String summary,
    JsonNode body) {
  private static final int LONGEST_BODY = 16 * 1024;
  private static final String ORDER = EventTypes.nameOf(Decision.CommandIssued.class);

  /** Of what a container wrote; as JSON it may be longer, and the rest must find its place too. */
  private static final int LONGEST_LOG = 8 * 1024;

  static EventEntry of(Envelope<?> event, Instant at) {
    return new EventEntry(
        event.id(),
        event.type(),
        at,
        event.causationId(),
        event.correlationId(),
        EventSummaries.of(event.body()),
        shown(
            event.body() instanceof Fact.ContainerEvidence e
                ? EvidenceText.shortened(e, LONGEST_LOG)
                : event.body()));
  }

  /** Thousands are kept in memory: what is long is kept in the log alone. */
  private static JsonNode shown(Object body) {
    JsonNode whole = Json.MAPPER.valueToTree(body);
    int length = whole.toString().length();
    return length <= LONGEST_BODY
        ? whole
        : Json.MAPPER.createObjectNode().put("characters", length);
  }

  /** As it stands in a timeline or a chain of causes. */
  IncidentView.Entry forTimeline() {
    return new IncidentView.Entry(id, type, at, causationId, summary);
  }

  /** The event itself; empty when it was too long to keep, or of a kind that is no more. */
  Optional<Event> event() {
    Class<? extends Event> known = EventTypes.classOf(type);
    if (known == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CloudEvents.readBody(known, CloudEvents.utf8(body.toString())));
    } catch (MalformedRecordException tooLong) {
      return Optional.empty();
    }
  }

  /** Whether it is the decision to command something about an instance. */
  boolean isOrderFor(InstanceId id) {
    return type.equals(ORDER)
        && body.path("command").path("instance").asText().equals(id.toString());
  }

  @JsonIgnore
  boolean isFact() {
    return type.startsWith("rouse.fact.");
  }
}
