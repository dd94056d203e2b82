package rouse.streams.action.memory;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import rouse.contracts.event.Delivery;
import rouse.contracts.event.Notification.Channel;
import rouse.contracts.event.Nullable;

/**
 * What became of a platform's messages on one channel, so far as one partition of the deliveries
 * knows.
 *
 * @param unsent messages since the last that went out for which nothing was configured
 * @param detail what is not configured; null when nothing was unsent
 * @param unsentAt log time of the last of them; null: there was none
 * @param sentAt log time of the last that went out; null: there was none
 */
public record ChannelState(
    String platform,
    Channel channel,
    long unsent,
    @Nullable String detail,
    @Nullable Instant unsentAt,
    @Nullable Instant sentAt) {

  static ChannelState of(Delivery delivery) {
    return new ChannelState(delivery.platform(), delivery.channel(), 0, null, null, null);
  }

  ChannelState with(Delivery delivery, Instant at) {
    return switch (delivery.outcome()) {
      case SENT -> new ChannelState(platform, channel, 0, detail, unsentAt, at);
      case NOT_SENT ->
          new ChannelState(platform, channel, unsent + 1, delivery.detail(), at, sentAt);
      case REFUSED, UNKNOWN, DELAYED, GIVEN_UP -> this;
    };
  }

  /** What the operator should look at, from what all partitions know; one line per channel. */
  public static List<String> attention(List<ChannelState> shares) {
    Map<Channel, ChannelState> whole = new TreeMap<>();
    shares.forEach(share -> whole.merge(share.channel, share, ChannelState::and));
    return whole.values().stream().flatMap(state -> state.complaint().stream()).toList();
  }

  private ChannelState and(ChannelState other) {
    ChannelState newer = isNewer(unsentAt, other.unsentAt) ? this : other;
    return new ChannelState(
        platform,
        channel,
        unsent + other.unsent,
        newer.detail,
        newer.unsentAt,
        isNewer(sentAt, other.sentAt) ? sentAt : other.sentAt);
  }

  private Optional<String> complaint() {
    if (unsentAt == null || isNewer(sentAt, unsentAt)) {
      return Optional.empty();
    }
    String way = channel.name().toLowerCase(Locale.ROOT);
    return Optional.of(
        (unsent == 1 ? "1 message" : unsent + " messages") + " by " + way + " " + detail);
  }

  private static boolean isNewer(Instant one, Instant other) {
    return one != null && (other == null || !one.isBefore(other));
  }
}
