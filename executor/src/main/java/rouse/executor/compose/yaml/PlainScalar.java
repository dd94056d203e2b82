package rouse.executor.compose.yaml;

import java.util.Set;
import java.util.regex.Pattern;

/** What a plain scalar means in YAML 1.2's core schema: {@code 22:22} and {@code yes} are text. */
final class PlainScalar {
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,18}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,20}");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,15}");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private PlainScalar() {}

  static Object value(String text) {
    if (NULL.contains(text)) {
      return null;
    }
    if (TRUE.contains(text)) {
      return true;
    }
    if (FALSE.contains(text)) {
      return false;
    }
    if (DECIMAL.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    if (OCTAL.matcher(text).matches()) {
      return Long.valueOf(text.substring(2), 8);
    }
    if (HEXADECIMAL.matcher(text).matches()) {
      return Long.valueOf(text.substring(2), 16);
    }
    return REAL.matcher(text).matches() ? Double.valueOf(text) : text;
  }
}
