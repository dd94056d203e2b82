package rouse.core.state;

import java.time.Instant;

/**
 * An open incident.
 *
 * @param id see {@link IncidentIds}
 * @param incarnation the one that failed
 * @param attempts commands sent for it
 * @param openedBy id of the decision that opened it
 * @param relapses how often it failed again after it had been alive
 * @param failed its restart policy allows no further run
 */
public record Incident(
    String id,
    String cause,
    Instant openedAt,
    long incarnation,
    int attempts,
    boolean quarantined,
    String openedBy,
    int relapses,
    boolean failed) {

  public Incident attempted() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts + 1, quarantined, openedBy, relapses, failed);
  }

  public Incident inQuarantine() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, true, openedBy, relapses, failed);
  }

  public Incident relapsed() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, relapses + 1, failed);
  }

  public Incident reopened(long failedIncarnation) {
    return new Incident(
        id, cause, openedAt, failedIncarnation, attempts, false, openedBy, relapses + 1, false);
  }

  public Incident forGood() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, relapses, true);
  }

  /** Another definition has not relapsed yet. */
  public Incident ofAnotherDefinition() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, 0, failed);
  }

  /** No attempt is made but now and then, or on request. */
  public boolean isGivenUp() {
    return quarantined || failed;
  }

  /** Attempts after a first run that failed; a first start that failed is no retry. */
  public int retries() {
    return IncidentCauses.ofWishes().contains(cause) ? Math.max(0, attempts - 1) : attempts;
  }
}
