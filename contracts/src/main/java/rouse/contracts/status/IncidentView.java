package rouse.contracts.status;

import java.time.Instant;
import java.util.List;

/**
 * What {@code GET /api/incidents/{id}} answers.
 *
 * @param outcome null while it is open
 * @param attempts commands that were sent for it
 * @param timeline what happened, oldest first
 */
public record IncidentView(
    String incidentId,
    String instance,
    String cause,
    Instant openedAt,
    Instant closedAt,
    String outcome,
    int attempts,
    List<Entry> timeline) {

  /**
   * One event of a timeline or of a cause chain.
   *
   * @param id the event's id
   * @param type its CloudEvents type
   * @param causationId id of the event that caused it; null for evidence from outside
   * @param summary one line
   */
  public record Entry(String id, String type, Instant at, String causationId, String summary) {}
}
