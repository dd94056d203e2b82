package rouse.cli;

/** Names and reasons come from elsewhere; none of them may write a terminal's control codes. */
final class Text {
  private Text() {}

  static String oneLine(String text) {
    return text.strip().replaceAll("\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  /** Nothing is written as a dash. */
  static String orDash(String text) {
    return text == null || text.isEmpty() ? "-" : oneLine(text);
  }

  static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
