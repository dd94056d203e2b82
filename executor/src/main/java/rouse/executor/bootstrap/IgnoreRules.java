package rouse.executor.bootstrap;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The rules of a {@code .dockerignore}: shell patterns from the context's root, {@code **} for any
 * number of folders, {@code !} for exceptions, the last that matches wins. A folder that is ignored
 * takes what is in it along, unless an exception brings that back.
 */
final class IgnoreRules {
  private record Rule(Pattern pattern, boolean exception) {}

  private final List<Rule> rules = new ArrayList<>();

  /**
   * @throws BootException when a line is no pattern
   */
  static IgnoreRules parse(String text) {
    IgnoreRules rules = new IgnoreRules();
    text.lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty() && !l.startsWith("#"))
        .forEach(rules::add);
    return rules;
  }

  private void add(String line) {
    boolean exception = line.startsWith("!");
    String pattern = (exception ? line.substring(1) : line).strip();
    pattern = pattern.replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
    if (pattern.isEmpty() || pattern.equals(".")) {
      return;
    }
    try {
      rules.add(new Rule(Pattern.compile(regex(pattern) + "(/.*)?"), exception));
    } catch (PatternSyntaxException e) {
      throw new BootException(".dockerignore: '" + line + "' is no pattern. Correct that line.", e);
    }
  }

  /**
   * @param path relative to the context, with slashes
   */
  boolean ignores(String path) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if (rule.exception() == ignored && rule.pattern().matcher(path).matches()) {
        ignored = !rule.exception();
      }
    }
    return ignored;
  }

  /** With exceptions an ignored folder must be looked into all the same. */
  boolean hasExceptions() {
    return rules.stream().anyMatch(Rule::exception);
  }

  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (pattern.startsWith("**", i)) {
        boolean folders = pattern.startsWith("**/", i);
        regex.append(folders ? "(.*/)?" : ".*");
        i += folders ? 2 : 1;
        continue;
      }
      switch (c) {
        case '*' -> regex.append("[^/]*");
        case '?' -> regex.append("[^/]");
        case '[', ']', '-' -> regex.append(c);
        case '\\' ->
            regex.append(
                Pattern.quote(String.valueOf(pattern.charAt(Math.min(++i, pattern.length() - 1)))));
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
