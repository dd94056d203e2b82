package rouse.contracts.text;

import java.util.regex.Pattern;

/**
 * Text from elsewhere without control characters. A name or an error message must not steer a
 * terminal, and must not add a line to a log or a field to a header.
 */
public final class PlainText {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\R\\s*");

  /**
   * Both ranges of control codes (U+009B begins a sequence as ESC [ does), the separators of lines,
   * and what turns the direction of the text after it.
   */
  private static final String CONTROL = "[\\p{Cc}\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]";

  private static final Pattern ONE = Pattern.compile(CONTROL);
  private static final Pattern RUN = Pattern.compile("\\s*" + CONTROL + "+\\s*");

  private PlainText() {}

  /** Whether a text holds a control character. */
  public static boolean hasControls(String text) {
    return ONE.matcher(text).find();
  }

  /** The text with a question mark for each control character. */
  public static String masked(String text) {
    return ONE.matcher(text).replaceAll("?");
  }

  /** A name in quotes, masked; {@code nothing} for null. */
  public static String quoted(String name) {
    return name == null ? "nothing" : "'" + masked(name) + "'";
  }

  /** One line for a terminal: line breaks become blanks, other control characters are masked. */
  public static String terminalLine(String text) {
    return masked(LINE_BREAKS.matcher(text.strip()).replaceAll(" "));
  }

  /** One line: a run of control characters becomes one blank. */
  public static String oneLine(String text) {
    return RUN.matcher(String.valueOf(text)).replaceAll(" ").strip();
  }

  /**
   * One line of a bounded length.
   *
   * @param longest what is cut off after it is shown as an ellipsis
   */
  public static String oneLine(String text, int longest) {
    return shortened(oneLine(text), longest);
  }

  /** Its first line, for the message of a parser that goes on to show where it stands. */
  public static String firstLine(String text) {
    return oneLine(String.valueOf(text).lines().findFirst().orElse(""), 200);
  }

  /** A text that is longer ends in an ellipsis. */
  public static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }
}
