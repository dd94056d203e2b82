package rouse.streams.feed;

import java.time.Instant;
import rouse.contracts.event.Event;
import rouse.contracts.event.Nullable;

/**
 * A fact or a decision as followers see it.
 *
 * @param at the broker's time of its record
 * @param summary one line for people
 * @param time when its maker made it, by the maker's clock
 */
public record FeedEvent(
    String topic,
    int partition,
    long offset,
    Instant at,
    String platform,
    String id,
    String type,
    String source,
    String summary,
    Instant time,
    @Nullable String correlationId,
    @Nullable String causationId,
    Event body) {}
