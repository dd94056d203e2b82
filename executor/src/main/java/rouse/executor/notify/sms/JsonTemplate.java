package rouse.executor.notify.sms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import rouse.contracts.event.Json;
import rouse.contracts.settings.SettingError;
import rouse.executor.notify.OneLine;

/**
 * A JSON text with {@code ${to}}, {@code ${text}}, {@code ${from}} and {@code ${id}} in strings.
 */
final class JsonTemplate {
  private static final Pattern PLACE = Pattern.compile("\\$\\{([^}]*)}");
  private static final Map<String, String> SAMPLE =
      Map.of("to", "+1\"", "text", "a\nb\\", "from", "x", "id", "1");
  private final String template;

  /**
   * @throws SettingError when it names another value, or does not become JSON
   */
  JsonTemplate(String template) {
    this.template = template;
    try {
      Json.MAPPER.readTree(fill(SAMPLE));
    } catch (JsonProcessingException e) {
      throw new SettingError("sms.template is not JSON: " + OneLine.of(e.getOriginalMessage()));
    }
  }

  /** The body; values are escaped, so that none can break out of its string. */
  String fill(Map<String, String> values) {
    Matcher places = PLACE.matcher(template);
    StringBuilder filled = new StringBuilder();
    while (places.find()) {
      String value = values.get(places.group(1));
      if (value == null) {
        throw new SettingError(
            "sms.template knows ${to}, ${text}, ${from} and ${id}, not " + places.group());
      }
      String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(value));
      places.appendReplacement(filled, Matcher.quoteReplacement(escaped));
    }
    return places.appendTail(filled).toString();
  }
}
