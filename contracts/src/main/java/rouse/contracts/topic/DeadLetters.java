package rouse.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;

/** The reason headers of a dead letter; its key and value are those of the source record. */
public final class DeadLetters {
  public static final String REASON = "rouse-reason";
  public static final String TOPIC = "rouse-topic";
  public static final String PARTITION = "rouse-partition";
  public static final String OFFSET = "rouse-offset";

  private DeadLetters() {}

  /** Adds to the source record's own headers why it could not be served and where it stands. */
  public static void writeHeaders(
      Headers headers, String reason, String topic, int partition, long offset) {
    put(headers, REASON, reason);
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }
}
