package rouse.executor.compose;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What a message needs to show a stranger's text and to guess what was meant. */
final class Words {
  private static final int LONGEST = 120;

  private Words() {}

  /** In quotes, short, and unable to write into a terminal or a log. */
  static String quoted(String text) {
    String clean = clean(text);
    return "'" + (clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean) + "'";
  }

  /** Control characters and those that turn the direction of writing become a question mark. */
  static String clean(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
  }

  /** The known word nearest to an unknown one, if any is near. */
  static Optional<String> nearest(String word, Collection<String> known) {
    String sought = word.length() > LONGEST ? word.substring(0, LONGEST) : word;
    return known.stream()
        .filter(k -> distance(sought, k) <= Math.max(2, sought.length() / 3))
        .min(Comparator.<String>comparingInt(k -> distance(sought, k)).thenComparing(k -> k));
  }

  /** "Did you mean x?", or the list to choose from. */
  static String suggestion(String word, Collection<String> known) {
    return nearest(word, known)
        .map(k -> "Did you mean " + k + "?")
        .orElseGet(
            () ->
                known.isEmpty()
                    ? "There is none to choose from."
                    : "There are: " + String.join(", ", known.stream().sorted().toList()) + ".");
  }

  /** Levenshtein's edit distance, with one row kept. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitution = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
