package rouse.streams.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import rouse.contracts.status.Missing;
import rouse.contracts.status.PlatformStatus;
import rouse.streams.action.memory.ChannelState;
import rouse.streams.action.memory.Channels;
import rouse.streams.action.memory.Deliveries;
import rouse.streams.action.memory.DisplayMemory;
import rouse.streams.action.memory.Displays;
import rouse.streams.query.NotReady;
import rouse.streams.query.Owners;
import rouse.streams.query.Peers;
import rouse.streams.query.ScatterGather;

/** What can be asked about actions; a question about a key is passed on to its owner. */
public final class ActionQueries {
  /** Store of displays, see {@link DisplayMemory}; its owners are those of the service id. */
  public static final String DISPLAYS = "displays";

  /** Store of {@link Deliveries} by recipient. */
  public static final String DELIVERIES = "deliveries";

  public static final String COUNTS = "delivery_counts";

  public static final String CHANNELS = "delivery_channels";

  /** Path of one instance's share of the channels. */
  static final String CHANNELS_PATH = "/api/platforms/{p}/channels";

  private final Supplier<KafkaStreams> streams;
  private final Owners displayOwners;
  private final Owners deliveryOwners;
  private final Peers peers;

  /**
   * @param displayOwners of the store {@link #DISPLAYS}
   * @param deliveryOwners of the store {@link #DELIVERIES}
   */
  public ActionQueries(
      Supplier<KafkaStreams> streams, Owners displayOwners, Owners deliveryOwners, Peers peers) {
    this.streams = streams;
    this.displayOwners = displayOwners;
    this.deliveryOwners = deliveryOwners;
    this.peers = peers;
  }

  /**
   * The newest displays of a service; none for an unknown one.
   *
   * @param here answer from this instance's store
   * @throws NotReady when nobody can say at present
   */
  public Displays displays(String serviceId, boolean here) {
    String owner = here ? displayOwners.self() : displayOwners.ownerOf(serviceId);
    if (!owner.equals(displayOwners.self())) {
      String path = "/api/displays/" + Peers.encoded(serviceId);
      return peers.get(owner, path, Displays.class).orElse(Displays.NONE);
    }
    int partition = displayOwners.partitionOf(serviceId);
    return read(
        StoreQueryParameters.fromNameAndType(DISPLAYS, DisplayMemory.TYPE).withPartition(partition),
        store -> store.of(serviceId));
  }

  /** The newest deliveries to a recipient; as {@link #displays}. */
  public Deliveries deliveries(String recipient, boolean here) {
    String owner = here ? deliveryOwners.self() : deliveryOwners.ownerOf(recipient);
    if (!owner.equals(deliveryOwners.self())) {
      String path = "/api/deliveries?recipient=" + Peers.encoded(recipient);
      return peers.get(owner, path, Deliveries.class).orElse(Deliveries.NONE);
    }
    int partition = deliveryOwners.partitionOf(recipient);
    Deliveries found =
        read(
            ActionQueries.<Deliveries>store(DELIVERIES).withPartition(partition),
            store -> store.get(recipient));
    return found == null ? Deliveries.NONE : found;
  }

  /** Deliveries that this instance has read, by {@code <channel>/<outcome>}. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    forEach(COUNTS, (String key, Long count) -> sums.merge(key, count, Long::sum));
    return sums;
  }

  /**
   * Which channels work, as each partition of the deliveries knows.
   *
   * @param here answer from this instance's store
   * @throws NotReady when nobody can say at present
   */
  public Channels channels(String platform, boolean here) {
    if (here) {
      return channelsHere(platform);
    }
    return Channels.of(gather(platform).orNotReady());
  }

  private ScatterGather<Channels> gather(String platform) {
    String path = CHANNELS_PATH.replace("{p}", Peers.encoded(platform));
    return ScatterGather.of(
        Missing.CHANNELS,
        deliveryOwners,
        () -> channelsHere(platform),
        instance -> peers.need(instance, path, Channels.class));
  }

  private Channels channelsHere(String platform) {
    List<ChannelState> found = new ArrayList<>();
    forEach(CHANNELS, (String key, ChannelState channel) -> found.add(channel));
    // What belongs to no platform is for everybody to see.
    return new Channels(
        found.stream()
            .filter(
                channel ->
                    channel.platform().equals(platform)
                        || channel.platform().equals(ActionSettings.NO_PLATFORM))
            .toList(),
        List.of());
  }

  /** Adds what an operator should know of channels. */
  public PlatformStatus attend(PlatformStatus status) {
    Channels channels = Channels.of(gather(status.platform()));
    return status
        .withAttention(ChannelState.attention(channels.channels()))
        .withMissing(channels.missing());
  }

  private <V> void forEach(String store, BiConsumer<String, V> reader) {
    read(
        ActionQueries.<V>store(store),
        found -> {
          try (KeyValueIterator<String, V> all = found.all()) {
            all.forEachRemaining(entry -> reader.accept(entry.key, entry.value));
            return found;
          }
        });
  }

  private static <V> StoreQueryParameters<ReadOnlyKeyValueStore<String, V>> store(String name) {
    return StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore());
  }

  /** A store can close between being found and being asked: a rebalance waits for no reader. */
  private <S, T> T read(StoreQueryParameters<S> store, Function<S, T> question) {
    try {
      return question.apply(streams.get().store(store));
    } catch (InvalidStateStoreException | IllegalStateException e) {
      throw new NotReady("the store " + store.storeName() + " is not open: " + e.getMessage(), e);
    }
  }
}
