package rouse.executor.compose.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.load.Interpolation.Malformed;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.UnreadableFileException;

/**
 * A file of {@code NAME=value} lines, as {@code .env} and {@code env_file} are: comments, {@code
 * export}, quotes over several lines, escapes and variables in double quotes, nothing done to what
 * is in single quotes.
 */
final class EnvironmentFile {
  /** Variables that double each other would otherwise fill the memory. */
  private static final int LONGEST_VALUE = 64 * 1024;

  private final String text;
  private final Map<String, String> outer;
  private final Map<String, String> values = new LinkedHashMap<>();
  private int at;
  private int line = 1;

  private EnvironmentFile(String text, Map<String, String> outer) {
    this.text = text.replace("\r\n", "\n");
    this.outer = outer;
  }

  /**
   * @param outer variables that win over the file's when others are filled in; a name without a
   *     value takes its value from here, or is left out
   * @throws Refused with the line of this file
   */
  static Map<String, String> read(String text, Map<String, String> outer)
      throws UnreadableFileException {
    EnvironmentFile file = new EnvironmentFile(text, outer);
    while (file.at < file.text.length()) {
      file.statement();
    }
    return file.values;
  }

  /** Lines taken as they are: no quotes, no variables, no trailing comments. */
  static Map<String, String> readRaw(String text, Map<String, String> outer) {
    Map<String, String> values = new LinkedHashMap<>();
    text.lines()
        .filter(l -> !l.isBlank() && !l.stripLeading().startsWith("#"))
        .forEach(
            l -> {
              int equals = l.indexOf('=');
              String name = (equals < 0 ? l : l.substring(0, equals)).strip();
              String value = equals < 0 ? outer.get(name) : l.substring(equals + 1);
              if (value != null) {
                values.put(name, value);
              }
            });
    return values;
  }

  private void statement() throws UnreadableFileException {
    String rest = restOfLine();
    if (rest.isBlank() || rest.stripLeading().startsWith("#")) {
      skip(rest.length() + 1);
      return;
    }
    int indent = rest.length() - rest.stripLeading().length();
    String body = rest.substring(indent);
    int export = body.matches("export[ \\t].*") ? "export".length() : 0;
    int equals = separator(body, export);
    String name = (equals < 0 ? body : body.substring(0, equals)).substring(export).strip();
    if (!name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_.\\-\\[\\]]*")) {
      throw refused(
          MessageText.quoted(name) + " is no name of a variable", "Write NAME=value lines.");
    }
    if (equals < 0) {
      Optional.ofNullable(outer.get(name)).ifPresent(v -> values.put(name, v));
      skip(rest.length() + 1);
      return;
    }
    skip(indent + equals + 1);
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    values.put(name, value());
  }

  /** {@code NAME: value} is as good as {@code NAME=value}. */
  private static int separator(String body, int from) {
    int equals = body.indexOf('=', from);
    int colon = body.indexOf(':', from);
    return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
  }

  private String value() throws UnreadableFileException {
    char first = at < text.length() ? text.charAt(at) : '\n';
    if (first == '\'' || first == '"') {
      String inside = quoted(first);
      skip(restOfLine().length() + 1);
      return first == '\'' ? inside.replace("\\'", "'") : filled(unescaped(inside));
    }
    String rest = restOfLine();
    skip(rest.length() + 1);
    return filled(withoutComment(rest).strip());
  }

  private String quoted(char quote) throws UnreadableFileException {
    int startLine = line;
    int start = at + 1;
    for (int i = start; i < text.length(); i++) {
      boolean escaped = text.startsWith("\\" + quote, i);
      if (escaped || (text.charAt(i) == '\\' && quote == '"')) {
        i++;
      } else if (text.charAt(i) == quote) {
        String inside = text.substring(start, i);
        skip(i + 1 - at);
        return inside;
      }
    }
    line = startLine;
    throw refused("a quote that is never closed", "Close it with " + quote + ".");
  }

  /** Only a blank and a # begin one: a colour that stands first is a value. */
  private static String withoutComment(String value) {
    int comment = value.indexOf(" #");
    return comment < 0 ? value : value.substring(0, comment);
  }

  private static String unescaped(String value) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '\\' || i + 1 == value.length()) {
        result.append(c);
        continue;
      }
      char next = value.charAt(++i);
      switch (next) {
        case 'a' -> result.append('\u0007');
        case 'b' -> result.append('\b');
        case 'f' -> result.append('\f');
        case 'v' -> result.append('\u000b');
        case 'n' -> result.append('\n');
        case 'r' -> result.append('\r');
        case 't' -> result.append('\t');
        case '$' -> result.append("$$");
        case '"', '\\' -> result.append(next);
        default -> result.append(c).append(next);
      }
    }
    return result.toString();
  }

  private String filled(String value) throws UnreadableFileException {
    Interpolation interpolation =
        new Interpolation(
            name -> Optional.ofNullable(outer.getOrDefault(name, values.get(name))), name -> {});
    try {
      String filled = interpolation.apply(value);
      if (filled.length() > LONGEST_VALUE) {
        throw refused("a value of more than 64 KiB", "Shorten it.");
      }
      return filled;
    } catch (Malformed e) {
      throw refused(e.getMessage(), e.remedy());
    }
  }

  private String restOfLine() {
    int end = text.indexOf('\n', at);
    return text.substring(at, end < 0 ? text.length() : end);
  }

  private void skip(int characters) {
    int end = Math.min(text.length(), at + characters);
    for (; at < end; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
  }

  private UnreadableFileException refused(String message, String remedy) {
    return new UnreadableFileException("", line, message, remedy);
  }
}
