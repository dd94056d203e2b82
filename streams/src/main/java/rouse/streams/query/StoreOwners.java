package rouse.streams.query;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;

/** The owners of a store, as the consumer group assigned its partitions. */
public final class StoreOwners implements Owners {
  private final Supplier<KafkaStreams> streams;
  private final String store;
  private final Supplier<String> self;

  /**
   * @param self host:port that this instance advertises
   */
  public StoreOwners(Supplier<KafkaStreams> streams, String store, Supplier<String> self) {
    this.streams = streams;
    this.store = store;
    this.self = self;
  }

  @Override
  public String self() {
    return self.get();
  }

  @Override
  public String ownerOf(String key) {
    return text(metadataOf(key).activeHost());
  }

  @Override
  public int partitionOf(String key) {
    return metadataOf(key).partition();
  }

  private KeyQueryMetadata metadataOf(String key) {
    KeyQueryMetadata owner =
        asking(() -> streams.get().queryMetadataForKey(store, key, new StringSerializer()));
    if (owner == null || owner.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw new NotReady("the instances are settling who owns what");
    }
    return owner;
  }

  @Override
  public Set<String> all() {
    Set<String> hosts = new TreeSet<>();
    asking(() -> streams.get().streamsMetadataForStore(store))
        .forEach(instance -> hosts.add(text(instance.hostInfo())));
    if (hosts.isEmpty()) {
      throw new NotReady("the instances are settling who owns what");
    }
    return hosts;
  }

  private static <T> T asking(Supplier<T> question) {
    try {
      return question.get();
    } catch (StreamsNotStartedException e) {
      throw new NotReady("the app starts", e);
    } catch (IllegalStateException e) {
      throw new NotReady("the app does not run: " + e.getMessage(), e);
    }
  }

  private static String text(HostInfo host) {
    return host.host() + ":" + host.port();
  }
}
