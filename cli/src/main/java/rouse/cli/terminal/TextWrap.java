package rouse.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Breaks long lines at blanks, for a terminal of some width. */
public final class TextWrap {
  private static final String INDENT = "  ";
  private static final int NARROWEST = 20;

  private TextWrap() {}

  /** The text in lines of so many columns; each but the first is indented. */
  public static List<String> lines(String text, int width) {
    int most = Math.max(width, NARROWEST);
    String own = " ".repeat(text.length() - text.stripLeading().length());
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > most) {
      String indent = (own.length() < most / 2 ? own : "") + INDENT;
      int from = lines.isEmpty() ? own.length() : indent.length();
      int blank = rest.lastIndexOf(' ', most);
      int cut = blank > from ? blank : most;
      lines.add(rest.substring(0, cut).stripTrailing());
      rest = indent + rest.substring(cut).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
