package rouse.contracts.status;

import java.util.List;

/**
 * What {@code GET /api/why/{id}} answers: from the event that was asked for back to its evidence.
 *
 * @param id what was asked for
 * @param complete whether the last entry is evidence that nothing of ours caused
 */
public record CauseChain(String id, boolean complete, List<IncidentView.Entry> chain) {}
