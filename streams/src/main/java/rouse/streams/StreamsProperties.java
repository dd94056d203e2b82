package rouse.streams;

import static org.apache.kafka.streams.StreamsConfig.adminClientPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;
import static org.apache.kafka.streams.StreamsConfig.topicPrefix;

import java.util.Properties;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;
import rouse.contracts.topic.Topics;
import rouse.streams.decide.DecideConfig;
import rouse.streams.liveness.LivenessConfig;
import rouse.streams.outlet.FailureHandlers;

/** How the two applications are configured, and why they differ from Kafka's defaults. */
final class StreamsProperties {
  /** A killed instance is missed for at most this long; brokers admit no less by default. */
  private static final int SESSION_TIMEOUT_MS = 6_000;

  /** Those that stay learn at the next one that another has left, and take its partitions over. */
  private static final int SESSION_HEARTBEAT_MS = 500;

  private final StreamsSettings settings;
  private final Topics topics;
  private final String address;

  /**
   * @param address host:port at which other instances ask this one
   */
  StreamsProperties(StreamsSettings settings, Topics topics, String address) {
    this.settings = settings;
    this.topics = topics;
    this.address = address;
  }

  String address() {
    return address;
  }

  /** Of each application. */
  int threads() {
    return settings.threads();
  }

  /** Many and cheap, and idempotent by the ids of its facts: at least once. */
  Properties liveness() {
    Properties properties = common("liveness");
    properties.putAll(LivenessConfig.streamsProperties());
    sessions(properties);
    sizes(properties);
    return properties;
  }

  /** Few and weighty: exactly once. */
  Properties decide() {
    Properties properties = common("decide");
    properties.putAll(DecideConfig.streamsProperties(settings.commitInterval()));
    properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
    sessions(properties);
    sizes(properties);
    return properties;
  }

  private Properties common(String part) {
    Properties properties = new Properties();
    properties.putAll(settings.kafka());
    String id = settings.applicationId() + "-" + part;
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, id);
    properties.put(StreamsConfig.CLIENT_ID_CONFIG, id);
    properties.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    properties.put(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, -1);
    properties.put(adminClientPrefix(AdminClientConfig.CLIENT_ID_CONFIG), id + "-admin");
    return properties;
  }

  /** What any topic of ours takes can be written, and what one does not take stops nobody. */
  private void sizes(Properties properties) {
    // Kafka's 32 MiB of buffers take one of these and more.
    properties.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.LARGEST_LETTER);
    // Of changelogs: a platform's state may become larger than brokers admit by default.
    properties.put(
        topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), Integer.toString(Topics.LARGEST_RECORD));
    properties.putAll(FailureHandlers.properties(topics));
  }

  /** The default session of 45 s would be a blind window of as much after every kill. */
  private static void sessions(Properties properties) {
    properties.put(
        mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MS);
    properties.put(
        mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), SESSION_HEARTBEAT_MS);
    // A log that was read from nowhere yet is read whole: what it holds has not been served.
    properties.put(mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
  }
}
