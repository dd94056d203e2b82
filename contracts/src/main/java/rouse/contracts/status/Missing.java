package rouse.contracts.status;

import java.util.List;

/**
 * A part that an answer lacks, since whoever holds it did not tell, or that a copy told instead.
 * What is missing may exist.
 *
 * @param part {@code platforms}, {@code beats} or {@code channels}
 * @param owner host:port of the streams app that holds it; null while nobody is known to
 * @param partitions of the log that the part is made from: the facts, the heartbeats, the
 *     deliveries
 * @param reason one line
 * @param standby host:port of the streams app whose copy told it instead; null when none did
 * @param lag how many records the copy is behind; null when that is not known
 */
public record Missing(
    String part, String owner, List<Integer> partitions, String reason, String standby, Long lag) {
  public static final String PLATFORMS = "platforms";
  public static final String BEATS = "beats";
  public static final String CHANNELS = "channels";

  public Missing {
    partitions = partitions == null ? List.of() : List.copyOf(partitions);
  }

  /** Of a part that nobody tells. */
  public Missing(String part, String owner, List<Integer> partitions, String reason) {
    this(part, owner, partitions, reason, null, null);
  }

  /** One line. */
  public String text() {
    if (standby != null) {
      String behind = lag == null ? "an unknown number of" : lag.toString();
      return part
          + " of partitions "
          + partitions
          + " are told by a copy at "
          + standby
          + ", "
          + behind
          + " records behind: "
          + reason;
    }
    return part + " of partitions " + partitions + " are missing: " + reason;
  }
}
