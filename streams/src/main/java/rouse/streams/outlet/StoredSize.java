package rouse.streams.outlet;

import org.apache.kafka.common.errors.SerializationException;
import rouse.contracts.topic.Topics;

/**
 * Refuses what a store's log would not take, before the store has it: the record that it follows
 * from goes to the dead letters, instead of ending the application ({@link TooLargeHandler}).
 */
public final class StoredSize {
  /** Beside the value: the key and the frame of its record. */
  private static final int LARGEST = Topics.LARGEST_RECORD - 64 * 1024;

  private StoredSize() {}

  /**
   * @throws SerializationException when a value is larger than its log takes
   */
  public static byte[] checked(byte[] value) {
    if (value.length > LARGEST) {
      throw new SerializationException(
          "what a store would keep has " + value.length + " bytes, more than its log takes");
    }
    return value;
  }
}
