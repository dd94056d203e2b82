package rouse.core.state;

import rouse.contracts.event.Decision;

/**
 * A decision with what ties it to the rest.
 *
 * @param id {@code <id of the fact>#<n>}
 * @param causationId the fact, or the decision, that it follows from
 * @param correlationId the incident or the request that it belongs to; null when it belongs to none
 */
public record Decided(String id, String causationId, String correlationId, Decision body) {}
