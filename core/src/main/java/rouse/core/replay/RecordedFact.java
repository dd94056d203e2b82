package rouse.core.replay;

import java.time.Instant;
import rouse.contracts.event.Fact;

/**
 * A fact at its place in the log.
 *
 * @param at broker time of its record
 */
public record RecordedFact(String id, Instant at, Fact fact) {}
