package rouse.cli.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.common.header.Headers;

/** What was recorded: facts from as far back as they are kept, decisions and heartbeats since. */
public interface Recording {

  /** What a record stands in. */
  enum Log {
    FACTS('F'),
    DECISIONS('D'),
    HEARTBEATS('H');

    private final char letter;

    Log(char letter) {
      this.letter = letter;
    }

    /** By which a file knows it. */
    char letter() {
      return letter;
    }

    static Log of(int letter) {
      return switch (letter) {
        case 'F' -> FACTS;
        case 'D' -> DECISIONS;
        case 'H' -> HEARTBEATS;
        default -> throw new IllegalArgumentException("no log is known by " + letter);
      };
    }
  }

  /** A record as it stands in its log; nobody compares two of them. */
  @SuppressWarnings("ArrayRecordComponent")
  record Entry(
      Log log, int partition, long offset, long at, byte[] key, Headers headers, byte[] value) {
    Entry withHeaders(Headers others) {
      return new Entry(log, partition, offset, at, key, others, value);
    }

    Entry withValue(byte[] other) {
      return new Entry(log, partition, offset, at, key, headers, other);
    }
  }

  /** From when on it is compared. */
  Instant since();

  /** When it ends; the beginning of time when that is not known before it is read. */
  default Instant until() {
    return Instant.EPOCH;
  }

  int heartbeatPartitions();

  /**
   * Gives every record of a log to the reader: of each partition in its order. Several partitions
   * may come at once, each by one thread.
   */
  void read(Log log, Consumer<Entry> reader) throws IOException, InterruptedException;
}
