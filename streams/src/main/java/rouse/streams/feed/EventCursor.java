package rouse.streams.feed;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * How far a follower has read: the next offset of each partition of the facts and of the decisions;
 * written {@code 12.5.0.7-3.0.0.9}.
 */
record EventCursor(List<Long> facts, List<Long> decisions) {
  EventCursor {
    facts = List.copyOf(facts);
    decisions = List.copyOf(decisions);
  }

  /**
   * Reads a cursor.
   *
   * @throws IllegalArgumentException when the text is none for so many partitions
   */
  static EventCursor parse(String text, int factPartitions, int decisionPartitions) {
    String[] parts = text.split("-", -1);
    if (parts.length != 2) {
      throw malformed();
    }
    return new EventCursor(
        offsets(parts[0], factPartitions), offsets(parts[1], decisionPartitions));
  }

  private static List<Long> offsets(String text, int partitions) {
    List<Long> offsets;
    try {
      offsets = Arrays.stream(text.split("\\.", -1)).map(Long::parseUnsignedLong).toList();
    } catch (NumberFormatException e) {
      throw malformed();
    }
    if (offsets.size() != partitions || offsets.stream().anyMatch(offset -> offset < 0)) {
      throw malformed();
    }
    return offsets;
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "Last-Event-ID is not the id of an event of this cluster; leave it out to follow from now");
  }

  static EventCursor of(LongStream facts, LongStream decisions) {
    return new EventCursor(facts.boxed().toList(), decisions.boxed().toList());
  }

  @Override
  public String toString() {
    return text(facts) + "-" + text(decisions);
  }

  private static String text(List<Long> offsets) {
    return offsets.stream().map(String::valueOf).collect(Collectors.joining("."));
  }
}
