package rouse.streams.action.memory;

import java.util.List;
import rouse.contracts.status.Missing;
import rouse.streams.query.ScatterGather;

/**
 * What became of a platform's messages.
 *
 * @param channels one of each channel and partition of the deliveries
 * @param missing of which partitions that could not be asked
 */
public record Channels(List<ChannelState> channels, List<Missing> missing) {
  public Channels {
    channels = channels == null ? List.of() : List.copyOf(channels);
    missing = missing == null ? List.of() : List.copyOf(missing);
  }

  public static Channels of(ScatterGather<Channels> all) {
    return new Channels(
        all.told().stream().flatMap(share -> share.channels().stream()).toList(), all.missing());
  }
}
