package rouse.core.state.recovery;

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
    return with(attempts + 1, quarantined, relapses, failed, runs);
  }

  public Incident inQuarantine() {
    return with(attempts, true, relapses, failed, runs);
  }

  public Incident relapsed() {
    return with(attempts, quarantined, relapses + 1, failed, runs);
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
    return with(attempts, quarantined, relapses, true, runs);
  }

  /** Another definition has not relapsed yet. */
  public Incident ofAnotherDefinition() {
    return with(attempts, quarantined, 0, failed, runs);
  }

  /** No attempt is made but now and then, or on request. */
  public boolean isGivenUp() {
    return quarantined || failed;
  }

  /** One more container of it ran, and failed. */
  public Incident failedRun() {
    return with(attempts, quarantined, relapses, failed, runs + 1);
  }

  /** The last command was not tried: as if it had not been sent. */
  public Incident untried() {
    return with(Math.max(0, attempts - 1), quarantined, relapses, failed, runs);
  }

  private Incident with(int attempts, boolean quarantined, int relapses, boolean failed, int runs) {
    return new Incident(
        id, cause, openedAt, incarnation, attempts, quarantined, openedBy, relapses, failed, runs);
  }
}
