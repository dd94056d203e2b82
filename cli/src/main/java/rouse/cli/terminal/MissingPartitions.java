package rouse.cli.terminal;

import java.util.List;
import java.util.stream.Collectors;
import rouse.contracts.status.Missing;

/** What an answer lacks, in words. */
public final class MissingPartitions {
  private MissingPartitions() {}

  /** One line for each. */
  public static List<String> lines(List<Missing> missing) {
    return missing.stream().map(Missing::text).map(SafeText::oneLine).distinct().toList();
  }

  /** All of it in one line. */
  public static String text(List<Missing> missing) {
    return lines(missing).stream().collect(Collectors.joining(", "));
  }
}
