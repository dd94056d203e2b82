package rouse.streams.action;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Unreadable;
import rouse.contracts.topic.DeadLetters;
import rouse.streams.intake.DeadLetterDesk;

/** Where a request came in, which also names it when it has no id of its own. */
final class Origin {
  private static final String KEY = "rouse-key";

  private final String topic;
  private final int partition;
  private final long offset;

  /** Null for most: the original platform has none. */
  private final byte[] key;

  private Origin(String topic, int partition, long offset, byte[] key) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.key = key;
  }

  static Origin of(RecordMetadata place, byte[] key) {
    return new Origin(place.topic(), place.partition(), place.offset(), key);
  }

  /** Reads what {@link #writeTo} wrote; else the place itself is where it came in. */
  static Origin of(Headers headers, RecordMetadata place, byte[] key) {
    String topic = CloudEvents.text(headers, DeadLetters.TOPIC);
    String partition = CloudEvents.text(headers, DeadLetters.PARTITION);
    String offset = CloudEvents.text(headers, DeadLetters.OFFSET);
    try {
      return topic == null
          ? of(place, key)
          : new Origin(topic, Integer.parseInt(partition), Long.parseLong(offset), keyIn(headers));
    } catch (NumberFormatException e) {
      // Not written by us, so it says nothing of where it came in.
      return of(place, key);
    }
  }

  void writeTo(Headers headers) {
    put(headers, DeadLetters.TOPIC, CloudEvents.utf8(topic));
    put(headers, DeadLetters.PARTITION, CloudEvents.utf8(Integer.toString(partition)));
    put(headers, DeadLetters.OFFSET, CloudEvents.utf8(Long.toString(offset)));
    headers.remove(KEY);
    if (key != null) {
      headers.add(KEY, key);
    }
  }

  /** Buries a request under the key and at the place that it came in with. */
  void bury(DeadLetterDesk desk, Record<byte[], byte[]> raw, String reason) {
    desk.bury(raw.withKey(key), topic, partition, offset, new Unreadable(reason));
  }

  /** What ties outputs to a request: its own id, else where it came in. */
  String nameOf(ActionRequest request) {
    return request.requestId() == null ? toString() : request.requestId();
  }

  private static void put(Headers headers, String name, byte[] value) {
    headers.remove(name).add(name, value);
  }

  private static byte[] keyIn(Headers headers) {
    Header header = headers.lastHeader(KEY);
    return header == null ? null : header.value();
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset;
  }
}
