package rouse.streams.intake;

import org.apache.kafka.streams.processor.api.Record;

/**
 * From bytes to what they mean. Key, value and headers are given, since our events carry their type
 * in a header and their owner in the key.
 */
@FunctionalInterface
public interface Decoder<K, V> {

  /**
   * Decodes a record; time and headers stay as they are.
   *
   * @throws rouse.contracts.event.MalformedRecordException with the reason its dead letter will
   *     carry
   */
  Record<K, V> decode(Record<byte[], byte[]> raw);
}
