package rouse.contracts.topic;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import rouse.contracts.event.MalformedRecordException;

/**
 * How large a record is where it is written: as a batch of its own and without compression, which
 * is what producers are bounded by and what a broker compares with {@code max.message.bytes} when
 * it is not compressed. A few bytes more than it will be, never less.
 */
public final class RecordSize {
  /** The head of a batch, and time, place and length of one record. */
  private static final int FRAME = 61 + 21;

  /** The longest length before a part of a record. */
  private static final int LENGTH = 5;

  private RecordSize() {}

  /** In bytes, at most. */
  public static long of(byte[] key, byte[] value, Iterable<Header> headers) {
    return FRAME + part(key) + part(value) + of(headers);
  }

  /**
   * Refuses a record that is larger than what is read in some place.
   *
   * @throws Unreadable with both sizes
   */
  public static void refuseOver(int largest, byte[] key, byte[] value, Iterable<Header> headers) {
    long size = of(key, value, headers);
    if (size > largest) {
      throw new MalformedRecordException(
          "the record has " + size + " bytes, and " + largest + " are the most that is read here");
    }
  }

  /** What headers take of it. */
  static long of(Iterable<Header> headers) {
    long bytes = LENGTH;
    for (Header header : headers) {
      bytes += LENGTH + Utils.utf8Length(header.key()) + part(header.value());
    }
    return bytes;
  }

  private static long part(byte[] bytes) {
    return LENGTH + (bytes == null ? 0L : bytes.length);
  }
}
