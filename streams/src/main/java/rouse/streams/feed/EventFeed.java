package rouse.streams.feed;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import rouse.contracts.topic.KafkaClientFactory;
import rouse.contracts.topic.Topics;
import rouse.streams.query.NotReady;

/**
 * Facts and decisions for those who follow. Every follower has a consumer of its own: a slow one
 * keeps nobody waiting and fills no memory, and resuming is a seek.
 */
public final class EventFeed {
  /**
   * A fetch that finds nothing waits at the broker for as long, which keeps idle followers idle.
   */
  private static final int LONGEST_WAIT_MS = 2_000;

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Topics topics;

  /**
   * @param kafka settings of every Kafka client
   */
  public EventFeed(Map<String, String> kafka, Topics topics) {
    this(() -> consumer(kafka), topics);
  }

  /**
   * @param consumers makes the consumer of one follower, who closes it
   */
  public EventFeed(Supplier<Consumer<String, byte[]>> consumers, Topics topics) {
    this.consumers = consumers;
    this.topics = topics;
  }

  /**
   * Follows from a position, or else from a time, or else from now on.
   *
   * @param lastEventId position of the last event that was seen
   * @param since the broker's time of the first event that is wanted
   * @throws IllegalArgumentException when that is no position
   * @throws NotReady when the cluster cannot be asked
   */
  public Follower follow(Optional<String> lastEventId, Optional<Instant> since) {
    Follower.Place from =
        lastEventId
            .<Follower.Place>map(id -> new Follower.Place.After(parse(id)))
            .or(() -> since.map(Follower.Place.Since::new))
            .orElseGet(Follower.Place.Now::new);
    try {
      return Follower.start(consumers.get(), topics, from);
    } catch (KafkaException e) {
      throw new NotReady("Kafka cannot be asked: " + e.getMessage(), e);
    }
  }

  private EventCursor parse(String lastEventId) {
    return EventCursor.parse(
        lastEventId, topics.facts().partitions(), topics.decisions().partitions());
  }

  private static Consumer<String, byte[]> consumer(Map<String, String> kafka) {
    return new KafkaClientFactory(kafka)
        .consumer(
            "rouse-follower",
            new StringDeserializer(),
            Map.of(
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_WAIT_MS));
  }
}
