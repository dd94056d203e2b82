package rouse.contracts.status;

import java.util.List;

/**
 * A part that an answer lacks, since whoever holds it did not tell. What is missing may exist.
 *
 * @param part {@code platforms}, {@code beats} or {@code channels}
 * @param owner host:port of the streams app that holds it; null while nobody is known to
 * @param partitions of the log that the part is made from: the facts, the heartbeats, the
 *     deliveries
 * @param reason one line
 */
public record Missing(String part, String owner, List<Integer> partitions, String reason) {
  public static final String PLATFORMS = "platforms";
  public static final String BEATS = "beats";
  public static final String CHANNELS = "channels";

  public Missing {
    partitions = partitions == null ? List.of() : List.copyOf(partitions);
  }

  /** One line. */
  public String text() {
    return part + " of partitions " + partitions + " are missing: " + reason;
  }
}
