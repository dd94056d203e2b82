package rouse.core.state;

import java.time.Instant;

/**
 * An open incident.
 *
 * @param id see {@link IncidentIds}
 * @param incarnation the one that failed
 * @param attempts commands sent for it
 * @param openedBy id of the decision that opened it
 */
public record Incident(
    String id,
    String cause,
    Instant openedAt,
    long incarnation,
    int attempts,
    boolean quarantined,
    String openedBy) {

  Incident attempted() {
    return new Incident(id, cause, openedAt, incarnation, attempts + 1, quarantined, openedBy);
  }

  Incident inQuarantine() {
    return new Incident(id, cause, openedAt, incarnation, attempts, true, openedBy);
  }
}
