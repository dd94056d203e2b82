package rouse.cli;

import java.util.List;
import java.util.stream.Collectors;
import rouse.contracts.status.Missing;

/** What an answer lacks, in words. */
final class Missings {
  private Missings() {}

  /** One line for each. */
  static List<String> lines(List<Missing> missing) {
    return missing.stream().map(Missing::text).map(Text::oneLine).distinct().toList();
  }

  /** All of it in one line. */
  static String text(List<Missing> missing) {
    return lines(missing).stream().collect(Collectors.joining(", "));
  }
}
