package rouse.cli.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;

/** What was recorded: facts from as far back as they are kept, decisions and heartbeats since. */
public interface Recording {

  /** What a record stands in. */
  enum Log {
    FACTS,
    DECISIONS,
    HEARTBEATS
  }

  /** A record as it stands in its log; nobody compares two of them. */
  @SuppressWarnings("ArrayRecordComponent")
  record Entry(
      Log log, int partition, long offset, long at, byte[] key, Headers headers, byte[] value) {
    Entry withValue(byte[] other) {
      return new Entry(log, partition, offset, at, key, headers, other);
    }
  }

  /** From when on it is compared. */
  Instant since();

  int heartbeatPartitions();

  /**
   * Gives every record of a log to the reader: of each partition in its order. Several partitions
   * may come at once, each by one thread.
   */
  void read(Log log, Consumer<Entry> reader) throws IOException, InterruptedException;
}
