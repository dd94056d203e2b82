package rouse.contracts.status;

import java.time.Instant;
import java.util.List;

/**
 * What {@code GET /api/incidents/{id}} answers.
 *
 * @param outcome null while it is open
 * @param attempts commands that were sent for it
 * @param timeline what happened, oldest first
 * @param evidence what its containers left behind, oldest first; only in the answer about one
 *     incident
 */
public record IncidentView(
    String incidentId,
    String instance,
    String cause,
    Instant openedAt,
    Instant closedAt,
    String outcome,
    int attempts,
    List<Entry> timeline,
    List<Evidence> evidence) {

  public IncidentView {
    timeline = timeline == null ? List.of() : List.copyOf(timeline);
    evidence = evidence == null ? List.of() : List.copyOf(evidence);
  }

  public IncidentView(
      String incidentId,
      String instance,
      String cause,
      Instant openedAt,
      Instant closedAt,
      String outcome,
      int attempts,
      List<Entry> timeline) {
    this(incidentId, instance, cause, openedAt, closedAt, outcome, attempts, timeline, List.of());
  }

  /** The same with what its containers left behind. */
  public IncidentView withEvidence(List<Evidence> other) {
    return new IncidentView(
        incidentId, instance, cause, openedAt, closedAt, outcome, attempts, timeline, other);
  }

  /**
   * What a container left behind.
   *
   * @param id of the fact that tells it
   * @param taken {@code died}, {@code unhealthy} or {@code removed}
   * @param exitCode null while it ran
   * @param health what its latest health check printed; null when it has none
   * @param log its last lines
   * @param truncated it wrote more
   */
  public record Evidence(
      String id,
      Instant at,
      String instance,
      long incarnation,
      String containerId,
      String taken,
      Integer exitCode,
      boolean oom,
      String health,
      String log,
      boolean truncated) {}

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
