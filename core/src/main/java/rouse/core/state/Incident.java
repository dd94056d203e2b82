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
 * @param runs that failed; a command that brought nothing to run is none
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
    boolean failed,
    int runs) {

  public Incident attempted() {
    return new Incident(
        id,
        cause,
        openedAt,
        incarnation,
        attempts + 1,
        quarantined,
        openedBy,
        relapses,
        failed,
        runs);
  }

  public Incident inQuarantine() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, true, openedBy, relapses, failed, runs);
  }

  public Incident relapsed() {
    return new Incident(
        id,
        cause,
        openedAt,
        incarnation,
        attempts,
        quarantined,
        openedBy,
        relapses + 1,
        failed,
        runs);
  }

  public Incident reopened(long failedIncarnation) {
    return new Incident(
        id,
        cause,
        openedAt,
        failedIncarnation,
        attempts,
        false,
        openedBy,
        relapses + 1,
        false,
        runs);
  }

  public Incident forGood() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, relapses, true, runs);
  }

  /** Another definition has not relapsed yet. */
  public Incident ofAnotherDefinition() {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, 0, failed, runs);
  }

  /** No attempt is made but now and then, or on request. */
  public boolean isGivenUp() {
    return quarantined || failed;
  }

  /** One more container of it ran, and failed. */
  public Incident failedRun() {
    return new Incident(
        id,
        cause,
        openedAt,
        incarnation,
        attempts,
        quarantined,
        openedBy,
        relapses,
        failed,
        runs + 1);
  }

  /** The last command was not tried: as if it had not been sent. */
  public Incident untried() {
    return new Incident(
        id,
        cause,
        openedAt,
        incarnation,
        Math.max(0, attempts - 1),
        quarantined,
        openedBy,
        relapses,
        failed,
        runs);
  }
}
