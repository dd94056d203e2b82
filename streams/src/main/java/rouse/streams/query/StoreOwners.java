package rouse.streams.query;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.StreamsNotStartedException;
import org.apache.kafka.streams.state.HostInfo;
import rouse.contracts.topic.Topic;

/** The owners of a store, as the consumer group assigned its partitions. */
public final class StoreOwners implements Owners {
  private final Supplier<KafkaStreams> streams;
  private final String store;
  private final Topic<?, ?> topic;
  private final Supplier<String> self;

  /**
   * @param topic that the store is made from
   * @param self host:port that this instance advertises
   */
  public StoreOwners(
      Supplier<KafkaStreams> streams, String store, Topic<?, ?> topic, Supplier<String> self) {
    this.streams = streams;
    this.store = store;
    this.topic = topic;
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
  public int partitions() {
    return topic.partitions();
  }

  @Override
  public Map<String, Set<Integer>> all() {
    Map<String, Set<Integer>> owners = new TreeMap<>();
    asking(() -> streams.get().streamsMetadataForStore(store))
        .forEach(instance -> owners.put(text(instance.hostInfo()), partitionsOf(instance)));
    owners.values().removeIf(Set::isEmpty);
    if (owners.isEmpty()) {
      throw new NotReady("the instances are settling who owns what");
    }
    return owners;
  }

  @Override
  public Map<String, Set<Integer>> standbys() {
    Map<String, Set<Integer>> copies = new TreeMap<>();
    asking(() -> streams.get().metadataForAllStreamsClients())
        .forEach(
            instance ->
                copies.put(text(instance.hostInfo()), ofTopic(instance.standbyTopicPartitions())));
    copies.values().removeIf(Set::isEmpty);
    return copies;
  }

  private Set<Integer> partitionsOf(StreamsMetadata instance) {
    return ofTopic(instance.topicPartitions());
  }

  private Set<Integer> ofTopic(Set<TopicPartition> partitions) {
    return partitions.stream()
        .filter(partition -> partition.topic().equals(topic.name()))
        .map(TopicPartition::partition)
        .collect(Collectors.toUnmodifiableSet());
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

  /** As it was advertised; Kafka takes the brackets off. */
  static String text(HostInfo host) {
    String name = host.host().contains(":") ? "[" + host.host() + "]" : host.host();
    return name + ":" + host.port();
  }
}
