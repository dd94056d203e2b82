package rouse.executor.compose.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a message needs to show a stranger's text and to guess what was meant. */
public final class MessageText {
  private static final int LONGEST = 120;

  /** More names than a person chooses from; thousands would only cost. */
  private static final int COMPARED = 500;

  private static final int LISTED = 40;

  private MessageText() {}

  /** In quotes, short, and unable to write into a terminal or a log. */
  public static String quoted(String text) {
    String clean = clean(text);
    return "'" + (clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean) + "'";
  }

  /** Control characters and those that turn the direction of writing become a question mark. */
  public static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  /** The known word nearest to an unknown one, if any is near. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String sought = word.length() > LONGEST ? word.substring(0, LONGEST) : word;
    return known.stream()
        .limit(COMPARED)
        .filter(k -> distance(sought, k) <= Math.max(2, sought.length() / 3))
        .min(Comparator.<String>comparingInt(k -> distance(sought, k)).thenComparing(k -> k));
  }

  /** "Did you mean x?", or the list to choose from. */
  public static String suggestion(String word, Collection<String> known) {
    return nearest(word, known).map(k -> "Did you mean " + k + "?").orElseGet(() -> list(known));
  }

  private static String list(Collection<String> known) {
    if (known.isEmpty()) {
      return "There is none to choose from.";
    }
    String names =
        known.stream()
            .limit(LISTED)
            .map(MessageText::clean)
            .sorted()
            .collect(Collectors.joining(", "));
    int more = known.size() - LISTED;
    return "There are: " + names + (more > 0 ? " and " + more + " more" : "") + ".";
  }

  /** Edits from one to the other; two neighbours that changed places are one edit. */
  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1 && j > 1 && changedPlaces(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }

  private static boolean changedPlaces(String a, int i, String b, int j) {
    return a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
