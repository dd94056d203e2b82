package rouse.streams.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import rouse.streams.query.NotReady;
import rouse.streams.query.Owners;
import rouse.streams.query.Peers;

/** What can be asked about actions; a question about a key is passed on to its owner. */
public final class ActionQueries {
  /** Store of displays, see {@link DisplayMemory}; its owners are those of the service id. */
  public static final String DISPLAYS = "displays";

  /** Store of {@link Deliveries} by recipient. */
  public static final String DELIVERIES = "deliveries";

  static final String COUNTS = "delivery_counts";

  static final String CHANNELS = "delivery_channels";

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
    return asked(
            StoreQueryParameters.fromNameAndType(DISPLAYS, DisplayMemory.TYPE)
                .withPartition(partition))
        .of(serviceId);
  }

  /** The newest deliveries to a recipient; as {@link #displays}. */
  public Deliveries deliveries(String recipient, boolean here) {
    String owner = here ? deliveryOwners.self() : deliveryOwners.ownerOf(recipient);
    if (!owner.equals(deliveryOwners.self())) {
      String path = "/api/deliveries?recipient=" + Peers.encoded(recipient);
      return peers.get(owner, path, Deliveries.class).orElse(Deliveries.NONE);
    }
    Deliveries found = this.<Deliveries>store(DELIVERIES).get(recipient);
    return found == null ? Deliveries.NONE : found;
  }

  /** Deliveries that this instance has read, by {@code <channel>/<outcome>}. */
  public Map<String, Long> counts() {
    Map<String, Long> sums = new TreeMap<>();
    try (KeyValueIterator<String, Long> all = this.<Long>store(COUNTS).all()) {
      all.forEachRemaining(entry -> sums.merge(entry.key, entry.value, Long::sum));
    }
    return sums;
  }

  /**
   * Which channels work, as each partition of the deliveries knows.
   *
   * @param here answer from this instance's store
   * @throws NotReady when an instance that is asked cannot say at present
   */
  public List<ChannelState> channels(String platform, boolean here) {
    if (here) {
      return channelsHere(platform);
    }
    String path = CHANNELS_PATH.replace("{p}", Peers.encoded(platform));
    return deliveryOwners.all().stream()
        .flatMap(
            owner ->
                (owner.equals(deliveryOwners.self())
                        ? channelsHere(platform)
                        : peers.list(owner, path, ChannelState.class))
                    .stream())
        .toList();
  }

  private List<ChannelState> channelsHere(String platform) {
    List<ChannelState> found = new ArrayList<>();
    try (KeyValueIterator<String, ChannelState> all = this.<ChannelState>store(CHANNELS).all()) {
      all.forEachRemaining(entry -> found.add(entry.value));
    }
    // What belongs to no platform is for everybody to see.
    return found.stream()
        .filter(
            channel ->
                channel.platform().equals(platform)
                    || channel.platform().equals(ActionSettings.NO_PLATFORM))
        .toList();
  }

  /** What an operator should know of channels; nothing while nobody can say. */
  public List<String> attention(String platform) {
    try {
      return ChannelState.attention(channels(platform, false));
    } catch (NotReady e) {
      return List.of();
    }
  }

  private <V> ReadOnlyKeyValueStore<String, V> store(String name) {
    return asked(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
  }

  private <T> T asked(StoreQueryParameters<T> store) {
    try {
      return streams.get().store(store);
    } catch (InvalidStateStoreException e) {
      throw new NotReady("the store " + store.storeName() + " is being restored", e);
    }
  }
}
