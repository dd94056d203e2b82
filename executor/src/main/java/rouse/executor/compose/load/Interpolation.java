package rouse.executor.compose.load;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import rouse.executor.compose.yaml.MessageText;

/**
 * Variables in text, in every form of the Compose Specification: {@code $NAME}, {@code ${NAME}},
 * and with {@code :-}, {@code -}, {@code :?}, {@code ?}, {@code :+} and {@code +}, whose argument
 * may hold variables again. {@code $$} is a dollar sign, and so is one that begins no name.
 */
public final class Interpolation {
  private static final int MAX_DEPTH = 32;
  private static final String WRITE_TWO = "Write $$ for a dollar sign, ${NAME} for a variable.";

  private final Function<String, Optional<String>> lookup;
  private final Consumer<String> unset;

  /** A template that cannot be filled in. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    private final String remedy;

    Malformed(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }

  /**
   * @param lookup the value of a variable, which may be empty text
   * @param unset told of each variable that has neither value nor default
   */
  public Interpolation(Function<String, Optional<String>> lookup, Consumer<String> unset) {
    this.lookup = lookup;
    this.unset = unset;
  }

  public String apply(String template) throws Malformed {
    return apply(template, 0);
  }

  private String apply(String template, int depth) throws Malformed {
    if (depth > MAX_DEPTH) {
      throw new Malformed(
          "variables nested deeper than " + MAX_DEPTH, "Use fewer defaults of defaults.");
    }
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0) {
        return result.append(template, at, template.length()).toString();
      }
      result.append(template, at, dollar);
      at = afterDollar(template, dollar + 1, depth, result);
    }
    return result.toString();
  }

  private int afterDollar(String template, int at, int depth, StringBuilder result)
      throws Malformed {
    if (at < template.length() && template.charAt(at) == '$') {
      result.append('$');
      return at + 1;
    }
    if (at < template.length() && template.charAt(at) == '{') {
      int end = closing(template, at + 1);
      result.append(braced(template.substring(at + 1, end), depth));
      return end + 1;
    }
    int end = endOfName(template, at);
    if (end == at) {
      // Compose leaves $(date) and the $ at the end of a pattern alone.
      result.append('$');
      return at;
    }
    result.append(valueOrEmpty(template.substring(at, end)));
    return end;
  }

  private String braced(String inside, int depth) throws Malformed {
    int end = endOfName(inside, 0);
    String name = inside.substring(0, end);
    String rest = inside.substring(end);
    if (name.isEmpty()) {
      throw new Malformed(
          "no variable name in " + MessageText.quoted("${" + inside + "}"), WRITE_TWO);
    }
    if (rest.isEmpty()) {
      return valueOrEmpty(name);
    }
    boolean emptyCountsAsUnset = rest.startsWith(":");
    String operator = emptyCountsAsUnset ? rest.substring(1) : rest;
    if (operator.isEmpty()) {
      throw new Malformed(
          "nothing after the colon in " + MessageText.quoted("${" + inside + "}"), WRITE_TWO);
    }
    String argument = operator.substring(1);
    Optional<String> value = lookup.apply(name).filter(v -> !(emptyCountsAsUnset && v.isEmpty()));
    return switch (operator.charAt(0)) {
      case '-' -> value.isPresent() ? value.get() : apply(argument, depth + 1);
      case '+' -> value.isPresent() ? apply(argument, depth + 1) : "";
      case '?' -> value.isPresent() ? value.get() : fail(name, apply(argument, depth + 1));
      default ->
          throw new Malformed(
              "no such form: " + MessageText.quoted("${" + inside + "}"),
              "After the name come :- - :? ? :+ or +.");
    };
  }

  private static String fail(String name, String reason) throws Malformed {
    throw new Malformed(
        "variable "
            + name
            + " must be set"
            + (reason.isEmpty() ? "" : ": " + MessageText.clean(reason)),
        "Set it in the environment or in .env.");
  }

  private String valueOrEmpty(String name) {
    Optional<String> value = lookup.apply(name);
    if (value.isEmpty()) {
      unset.accept(name);
    }
    return value.orElse("");
  }

  private static int closing(String template, int from) throws Malformed {
    int open = 1;
    for (int i = from; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == '$' && i + 1 < template.length() && "{$".indexOf(template.charAt(i + 1)) >= 0) {
        open += template.charAt(i + 1) == '{' ? 1 : 0;
        i++;
      } else if (c == '}' && --open == 0) {
        return i;
      }
    }
    throw new Malformed("no closing brace in " + MessageText.quoted(template), WRITE_TWO);
  }

  private static int endOfName(String text, int from) {
    int at = from;
    while (at < text.length() && isNameCharacter(text.charAt(at), at == from)) {
      at++;
    }
    return at;
  }

  private static boolean isNameCharacter(char c, boolean first) {
    boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (!first && c >= '0' && c <= '9');
  }
}
