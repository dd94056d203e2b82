package rouse.contracts.event;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Texts that can be written as UTF-8. JSON can escape one half of a character outside the basic
 * plane alone; such a text is read without a word and cannot be written again.
 */
public final class WellFormed {
  private WellFormed() {}

  /** Whether a text has no half of a character. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        boolean pair =
            Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text with a question mark in the place of each half; null for null. */
  public static String of(String text) {
    return text == null || isWellFormed(text) ? text : new String(text.getBytes(UTF_8), UTF_8);
  }
}
