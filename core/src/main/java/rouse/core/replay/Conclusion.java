package rouse.core.replay;

import java.time.Instant;
import rouse.contracts.event.Decision;

/**
 * A decision, recorded or made in a replay.
 *
 * @param modelled it follows from what was assumed, since nothing of it was recorded
 */
public record Conclusion(Instant at, String id, Decision decision, boolean modelled) {}
