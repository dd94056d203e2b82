package rouse.contracts.event;

import java.time.Instant;
import java.util.Objects;

/**
 * An event with its CloudEvents attributes, which travel as Kafka headers.
 *
 * @param id unique per source; made from the evidence where a repeat must be recognised
 * @param source URI reference of the part that made it, such as {@code /executor/host-1}
 * @param time when its maker made it, by the maker's clock: for people, never for judging
 * @param correlationId the incident or request it belongs to; may be null
 * @param causationId id of the event that caused it; null for evidence from outside
 * @param traceparent W3C trace context passed on; may be null
 */
public record Envelope<E extends Event>(
    String id,
    String source,
    Instant time,
    String correlationId,
    String causationId,
    String traceparent,
    E body) {

  public Envelope {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(time, "time");
    Objects.requireNonNull(body, "body");
  }

  /** An event that nothing of ours caused. */
  public static <E extends Event> Envelope<E> of(String id, String source, Instant time, E body) {
    return new Envelope<>(id, source, time, null, null, null, body);
  }

  /** The CloudEvents type of the body. */
  public String type() {
    return EventTypes.nameOf(body);
  }

  public Envelope<E> correlatedWith(String correlation) {
    return new Envelope<>(id, source, time, correlation, causationId, traceparent, body);
  }

  public Envelope<E> causedBy(String causation) {
    return new Envelope<>(id, source, time, correlationId, causation, traceparent, body);
  }
}
