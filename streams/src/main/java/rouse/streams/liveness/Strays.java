package rouse.streams.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Records that a client with another hash than Java's put into a partition that is not their key's.
 * They are moved once: the header says so, and nothing moves in circles when partitions are added.
 */
final class Strays {
  static final String MOVED = "rouse-moved-from";
  private final int partition;
  private final int partitions;

  Strays(int partition, int partitions) {
    this.partition = partition;
    this.partitions = partitions;
  }

  /** Whether a record must be moved. */
  boolean isStray(Record<byte[], byte[]> raw) {
    return Utils.toPositive(Utils.murmur2(raw.key())) % partitions != partition
        && raw.headers().lastHeader(MOVED) == null;
  }

  /** The record as it will stand in its own partition. */
  Record<byte[], byte[]> marked(Record<byte[], byte[]> raw) {
    Headers headers = new RecordHeaders(raw.headers());
    headers.add(MOVED, Integer.toString(partition).getBytes(UTF_8));
    return raw.withHeaders(headers);
  }
}
