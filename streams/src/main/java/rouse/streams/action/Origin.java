package rouse.streams.action;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import rouse.contracts.action.ActionRequest;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.topic.DeadLetters;
import rouse.streams.intake.DeadLetterPublisher;

/**
 * Where and when a request came in, which also names it when it has no id of its own. The time is
 * in the name because offsets begin again when a topic is deleted and made anew, and whoever
 * remembers names would take new requests for repeats. It is the record's, so that a request that
 * is read again has the same name.
 */
final class Origin {
  private static final String KEY = "rouse-key";
  private static final String TIME = "rouse-time";

  private final String topic;
  private final int partition;
  private final long offset;
  private final long millis;

  /** Null for most: the original platform has none. */
  private final byte[] key;

  private Origin(String topic, int partition, long offset, long millis, byte[] key) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.millis = millis;
    this.key = key;
  }

  /** Of a request that came in here, whatever its headers say. */
  static Origin of(RecordMetadata place, Record<byte[], byte[]> raw) {
    return new Origin(place.topic(), place.partition(), place.offset(), raw.timestamp(), raw.key());
  }

  /** Reads what {@link #writeTo} wrote; else the place itself is where it came in. */
  static Origin ofPassedOn(RecordMetadata place, Record<byte[], byte[]> raw) {
    Headers headers = raw.headers();
    String topic = CloudEvents.text(headers, DeadLetters.TOPIC);
    String partition = CloudEvents.text(headers, DeadLetters.PARTITION);
    String offset = CloudEvents.text(headers, DeadLetters.OFFSET);
    try {
      return topic == null
          ? of(place, raw)
          : new Origin(
              topic,
              Integer.parseInt(partition),
              Long.parseLong(offset),
              timeIn(headers, raw.timestamp()),
              keyIn(headers));
    } catch (NumberFormatException e) {
      // Not written by us, so it says nothing of where it came in.
      return of(place, raw);
    }
  }

  /** Passed on by a version that wrote no time: when it was passed on does as well. */
  private static long timeIn(Headers headers, long passedOn) {
    String time = CloudEvents.text(headers, TIME);
    return time == null ? passedOn : Long.parseLong(time);
  }

  void writeTo(Headers headers) {
    put(headers, DeadLetters.TOPIC, CloudEvents.utf8(topic));
    put(headers, DeadLetters.PARTITION, CloudEvents.utf8(Integer.toString(partition)));
    put(headers, DeadLetters.OFFSET, CloudEvents.utf8(Long.toString(offset)));
    put(headers, TIME, CloudEvents.utf8(Long.toString(millis)));
    headers.remove(KEY);
    if (key != null) {
      headers.add(KEY, key);
    }
  }

  /** Buries a request under the key and at the place that it came in with. */
  void bury(DeadLetterPublisher desk, Record<byte[], byte[]> raw, String reason) {
    desk.bury(raw.withKey(key), topic, partition, offset, new MalformedRecordException(reason));
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

  /** The time in base 36: eight characters until the year 2059. */
  @Override
  public String toString() {
    return topic
        + "/"
        + partition
        + "/"
        + offset
        + "/"
        + Long.toString(millis, Character.MAX_RADIX);
  }
}
