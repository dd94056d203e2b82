package rouse.example.kit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads a topic from its beginning and follows it: what the module knows is what the log says, also
 * after a restart. Waits for a broker or a topic that is not there yet.
 */
public final class Follower {
  private static final Duration WAIT = Duration.ofSeconds(1);

  /**
   * Nobody asks a module in its first seconds for what it follows, and to load a Kafka client takes
   * half a second of a processor that the modules which start next would rather have.
   */
  private static final Duration START = Duration.ofSeconds(3);

  private final PlatformModule module;
  private final String topic;
  private final Reader reader;

  /** What is done with each record; what it throws is logged and the next record is read. */
  @FunctionalInterface
  public interface Reader {
    void read(ConsumerRecord<String, String> found) throws Exception;
  }

  private Follower(PlatformModule module, String topic, Reader reader) {
    this.module = module;
    this.topic = topic;
    this.reader = reader;
  }

  public static void follow(PlatformModule module, String topic, Reader reader) {
    String broker = System.getenv("ROUSE_KAFKA");
    if (broker == null || broker.isBlank()) {
      module.say("does not follow " + topic + ": ROUSE_KAFKA is not set; started without Rouse?");
      return;
    }
    Follower follower = new Follower(module, topic, reader);
    Thread.ofPlatform().name("follows-" + topic).daemon().start(() -> follower.runForever(broker));
  }

  private void runForever(String broker) {
    pause(START);
    Map<TopicPartition, Long> next = new HashMap<>();
    String said = null;
    while (true) {
      try (KafkaConsumer<String, String> consumer =
          new KafkaConsumer<>(
              settings(broker), new StringDeserializer(), new StringDeserializer())) {
        assign(consumer, next);
        said = null;
        while (true) {
          module.life().pass();
          readAll(consumer.poll(WAIT), next);
        }
      } catch (RuntimeException e) {
        if (said == null) {
          said = String.valueOf((e.getCause() == null ? e : e.getCause()).getMessage());
          module.say("cannot follow " + topic + " yet: " + said);
        }
        pause(WAIT);
      }
    }
  }

  private void assign(KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> next) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("there is no such topic");
    }
    consumer.assign(partitions);
    partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
  }

  private void readAll(ConsumerRecords<String, String> found, Map<TopicPartition, Long> next) {
    for (ConsumerRecord<String, String> one : found) {
      try {
        reader.read(one);
      } catch (Exception e) {
        module.say(
            "passes over "
                + topic
                + " "
                + one.partition()
                + "/"
                + one.offset()
                + ": "
                + e.getMessage());
      }
      next.put(new TopicPartition(one.topic(), one.partition()), one.offset() + 1);
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.MILLISECONDS.sleep(time.toMillis());
    } catch (InterruptedException ignored) {
      // goes on at once
    }
  }

  private static Map<String, Object> settings(String broker) {
    return Map.ofEntries(
        Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
        Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
        Map.entry(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"),
        Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
        Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5000),
        Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4000),
        Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000),
        Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 100),
        Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000),
        Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 1_048_576),
        Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 262_144));
  }
}
