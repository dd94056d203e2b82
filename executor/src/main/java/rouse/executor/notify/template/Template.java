package rouse.executor.notify.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import rouse.contracts.event.Json;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.OneLine;

/** A text with {@code ${field}} in it. */
public final class Template {
  private static final Pattern FIELD = Pattern.compile("\\$\\{([^}]*)}");
  private static final String AWKWARD = "a\"\n\\";
  private final String template;
  private final UnaryOperator<String> escape;

  private Template(String template, UnaryOperator<String> escape) {
    this.template = template;
    this.escape = escape;
  }

  /**
   * Plain text. A line whose fields are all empty is left out when it is filled.
   *
   * @param where it is written, for the error
   * @throws SettingError when it names a field that there is not
   */
  public static Template text(String where, String template, Set<String> fields) {
    check(where, template, fields);
    return new Template(template, UnaryOperator.identity());
  }

  /**
   * A JSON text with fields inside strings. Values are escaped, so that none can break out of its
   * string.
   *
   * @param where it is written, for the error
   * @throws SettingError when it names a field that there is not, or does not become JSON
   */
  public static Template json(String where, String template, Set<String> fields) {
    check(where, template, fields);
    Template json =
        new Template(
            template, value -> new String(JsonStringEncoder.getInstance().quoteAsString(value)));
    try {
      Json.MAPPER.readTree(
          json.fill(fields.stream().collect(Collectors.toMap(f -> f, f -> AWKWARD))));
    } catch (JsonProcessingException e) {
      throw new SettingError(where + " is not JSON: " + OneLine.of(e.getOriginalMessage()));
    }
    return json;
  }

  private static void check(String where, String template, Set<String> fields) {
    Matcher places = FIELD.matcher(template);
    while (places.find()) {
      if (!fields.contains(places.group(1))) {
        String known =
            new TreeSet<>(fields)
                .stream().map(f -> "${" + f + "}").collect(Collectors.joining(", "));
        throw new SettingError(where + " knows " + known + ", not " + places.group());
      }
    }
  }

  /** The text with its values; a field without one is empty. */
  public String fill(Map<String, String> values) {
    return FIELD
        .matcher(template)
        .replaceAll(
            place ->
                Matcher.quoteReplacement(escape.apply(values.getOrDefault(place.group(1), ""))));
  }

  /** As {@link #fill}, without the lines that consist of empty fields alone. */
  public String fillLines(Map<String, String> values) {
    return template
        .lines()
        .filter(line -> !isEmptied(line, values))
        .map(line -> new Template(line, escape).fill(values))
        .collect(Collectors.joining("\n"));
  }

  private static boolean isEmptied(String line, Map<String, String> values) {
    Matcher places = FIELD.matcher(line);
    boolean any = false;
    while (places.find()) {
      any = true;
      if (!values.getOrDefault(places.group(1), "").isEmpty()) {
        return false;
      }
    }
    return any;
  }
}
