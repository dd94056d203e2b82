package rouse.core.state;

import rouse.contracts.event.Decision;

/**
 * A decision with what ties it to the rest.
 *
 * @param id {@code <id of the fact>#<n>}
 * @param causationId the fact, or the decision, that it follows from
 * @param correlationId the incident or the request that it belongs to; null when it belongs to none
 * @param elsewhere another decider concluded it: it is recorded here and not acted on
 */
public record DecisionRecord(
    String id, String causationId, String correlationId, Decision body, boolean elsewhere) {

  public DecisionRecord(String id, String causationId, String correlationId, Decision body) {
    this(id, causationId, correlationId, body, false);
  }

  public static DecisionRecord elsewhere(
      String id, String causationId, String correlationId, Decision body) {
    return new DecisionRecord(id, causationId, correlationId, body, true);
  }
}
