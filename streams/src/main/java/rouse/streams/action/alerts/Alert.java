package rouse.streams.action.alerts;

import java.time.Instant;
import java.util.List;
import rouse.contracts.event.Nullable;

/**
 * One thing that people must know of.
 *
 * @param kind {@code quarantine}, {@code host-silent} …
 * @param subject what it is about; kind and subject together are the alert
 * @param recipients who is told
 * @param causeId id of the decision that raised it last
 * @param correlationId the incident it belongs to
 * @param toldAt when a message with it went out; null: not yet
 * @param overAt when it was over; null: it lasts
 */
record Alert(
    String kind,
    String subject,
    String text,
    List<String> recipients,
    String causeId,
    @Nullable String correlationId,
    @Nullable Instant toldAt,
    @Nullable Instant overAt) {

  Alert {
    recipients = List.copyOf(recipients);
  }

  boolean is(String otherKind, String otherSubject) {
    return kind.equals(otherKind) && subject.equals(otherSubject);
  }

  boolean lasts() {
    return overAt == null;
  }

  boolean isTold() {
    return toldAt != null;
  }

  Alert told(Instant at) {
    return new Alert(kind, subject, text, recipients, causeId, correlationId, at, overAt);
  }

  Alert over(Instant at, String words, String cause) {
    return new Alert(kind, subject, words, recipients, cause, correlationId, toldAt, at);
  }

  /** Raised again: the newer words, and told again only when {@code again}. */
  Alert renewed(Alert newer, boolean again) {
    return new Alert(
        kind,
        subject,
        newer.text,
        newer.recipients,
        newer.causeId,
        newer.correlationId,
        again ? null : toldAt,
        null);
  }
}
