package rouse.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import rouse.contracts.text.PlainText;

/** The reason headers of a dead letter; its key and value are those of the source record. */
public final class DeadLetters {
  public static final String REASON = "rouse-reason";
  public static final String TOPIC = "rouse-topic";
  public static final String PARTITION = "rouse-partition";
  public static final String OFFSET = "rouse-offset";

  /** On a letter of which only the beginning is kept: how many bytes the value had. */
  public static final String WHOLE = "rouse-whole-bytes";

  /** Of key, and of foreign headers, when a letter has to be cut: the value says more. */
  private static final int MOST_BESIDES = 1024 * 1024;

  private static final int LONGEST_REASON = 400;
  private static final int LONGEST_NUMBER = 10;

  private DeadLetters() {}

  /**
   * A record as it is put away: whole, with why it could not be served and where it stands. A
   * record that came compressed can be larger than any topic takes; of that the beginning is kept,
   * with a header that says so, and the rest stands in the source for as long as that keeps it.
   *
   * @param deadLetters name of their topic
   * @param own the source record's headers
   */
  public static ProducerRecord<byte[], byte[]> letter(
      String deadLetters,
      byte[] key,
      byte[] value,
      Headers own,
      String reason,
      String topic,
      int partition,
      long offset) {
    String whole = wholeBytes(own, value);
    Headers headers = new RecordHeaders(own);
    writeHeaders(headers, reason, topic, partition, offset);
    if (RecordSize.of(key, value, headers) <= Topics.LARGEST_LETTER) {
      return new ProducerRecord<>(deadLetters, null, key, value, headers);
    }
    if (RecordSize.of(headers) > MOST_BESIDES) {
      headers = new RecordHeaders();
      writeHeaders(headers, reason, topic, partition, offset);
    }
    put(headers, WHOLE, whole);
    byte[] keptKey = beginning(key, MOST_BESIDES);
    long left = Topics.LARGEST_LETTER - RecordSize.of(keptKey, null, headers);
    return new ProducerRecord<>(deadLetters, null, keptKey, beginning(value, left), headers);
  }

  /** As above, of a record as it was read. */
  public static ProducerRecord<byte[], byte[]> letter(
      String deadLetters, ConsumerRecord<byte[], byte[]> record, String reason) {
    return letter(
        deadLetters,
        record.key(),
        record.value(),
        record.headers(),
        reason,
        record.topic(),
        record.partition(),
        record.offset());
  }

  /** A reason as it stands in the header: one line without control characters, not too long. */
  public static String oneLine(String reason) {
    return PlainText.oneLine(reason, LONGEST_REASON);
  }

  /** A reader may have taken in only the beginning of a value, and says how long it was. */
  private static String wholeBytes(Headers own, byte[] value) {
    Header said = own.lastHeader(WHOLE);
    return said != null && said.value() != null && said.value().length <= LONGEST_NUMBER
        ? new String(said.value(), UTF_8)
        : Integer.toString(value == null ? 0 : value.length);
  }

  private static byte[] beginning(byte[] bytes, long most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, (int) most);
  }

  /** Adds to the source record's own headers why it could not be served and where it stands. */
  private static void writeHeaders(
      Headers headers, String reason, String topic, int partition, long offset) {
    // A letter that was put back into a topic and came again says so of its last time.
    headers.remove(WHOLE);
    put(headers, REASON, reason);
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }
}
