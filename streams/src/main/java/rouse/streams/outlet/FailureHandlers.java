package rouse.streams.outlet;

import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import rouse.contracts.topic.Topics;

/** What Kafka Streams does with a record that cannot be served or written. */
public final class FailureHandlers {
  private FailureHandlers() {}

  /** Settings of Kafka Streams by name, the same for both applications. */
  @SuppressWarnings("deprecation") // the next major version has it on and no longer asks
  public static Map<String, Object> properties(Topics topics) {
    return Map.of(
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
        FailedRecordHandler.class,
        StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG,
        true,
        StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
        TooLargeHandler.class,
        TooLargeHandler.DEAD_LETTERS,
        topics.deadLetters().name());
  }
}
