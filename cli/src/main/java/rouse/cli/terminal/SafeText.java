package rouse.cli.terminal;

import java.util.regex.Pattern;

/** Names and reasons come from elsewhere; none of them may write a terminal's control codes. */
public final class SafeText {
  /**
   * Also those of the upper half, of which U+009B begins a sequence as ESC [ does, and those that
   * turn the direction of what follows.
   */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]");

  private SafeText() {}

  public static String oneLine(String text) {
    return CONTROL.matcher(text.strip().replaceAll("\\R\\s*", " ")).replaceAll("?");
  }

  /** Nothing is written as a dash. */
  public static String orDash(String text) {
    return text == null || text.isEmpty() ? "-" : oneLine(text);
  }

  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  public static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
