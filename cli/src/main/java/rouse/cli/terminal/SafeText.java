package rouse.cli.terminal;

import rouse.contracts.text.PlainText;

/** Names and reasons come from elsewhere; none of them may write a terminal's control codes. */
public final class SafeText {
  private SafeText() {}

  public static String oneLine(String text) {
    return PlainText.terminalLine(text);
  }

  /** As {@link #oneLine}, with the blanks that it begins with. */
  public static String indented(String text) {
    return PlainText.masked(text.stripTrailing());
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
