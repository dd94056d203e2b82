package rouse.contracts.settings;

import java.util.Map;
import java.util.Optional;

/**
 * What {@code kafka.*} may not say, since Rouse says it itself: a value would be overwritten in one
 * client, and would break the promises of another.
 */
final class OwnedKafkaSettings {
  private static final String BY_RULE = "Rouse depends on its own value. Remove it.";
  private static final String BY_NAME =
      "Rouse names its clients and groups itself, from application.id. Remove it, or set"
          + " application.id.";
  private static final String BY_FORMAT = "the topics' formats are fixed. Remove it.";

  private static final Map<String, String> WHY =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "set kafka to the address of the cluster instead."),
          Map.entry("group.id", BY_NAME),
          Map.entry("group.instance.id", BY_NAME),
          Map.entry("client.id", BY_NAME),
          Map.entry("transactional.id", BY_NAME),
          Map.entry("application.id", "set application.id instead, without kafka."),
          Map.entry("application.server", "set http.advertised instead."),
          Map.entry("state.dir", "set state.dir instead, without kafka."),
          Map.entry("num.stream.threads", "set streams.threads instead."),
          Map.entry("commit.interval.ms", "set decide.commit-interval instead."),
          Map.entry("processing.guarantee", BY_RULE),
          Map.entry("isolation.level", BY_RULE),
          Map.entry("auto.offset.reset", BY_RULE),
          Map.entry("enable.auto.commit", BY_RULE),
          Map.entry("enable.idempotence", BY_RULE),
          Map.entry("acks", BY_RULE),
          Map.entry("key.serializer", BY_FORMAT),
          Map.entry("value.serializer", BY_FORMAT),
          Map.entry("key.deserializer", BY_FORMAT),
          Map.entry("value.deserializer", BY_FORMAT),
          Map.entry("default.key.serde", BY_FORMAT),
          Map.entry("default.value.serde", BY_FORMAT));

  /** Kafka Streams takes a setting for one of its clients behind such a prefix. */
  private static final String CLIENT =
      "^(main\\.consumer|restore\\.consumer|global\\.consumer|consumer|producer|admin)\\.";

  private OwnedKafkaSettings() {}

  /**
   * Why a setting is not taken.
   *
   * @param name without {@code kafka.}
   * @return empty when it may be set
   */
  static Optional<String> refusal(String name) {
    return Optional.ofNullable(WHY.get(name.replaceFirst(CLIENT, "")))
        .map(why -> "kafka." + name + " cannot be set: " + why);
  }
}
