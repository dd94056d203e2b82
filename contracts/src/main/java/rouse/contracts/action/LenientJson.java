package rouse.contracts.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.text.PlainText;

/** How loosely the original platform writes its JSON. */
final class LenientJson {
  /** Python prints a list with single quotes. */
  private static final ObjectReader LIST =
      Json.MAPPER.reader().with(JsonReadFeature.ALLOW_SINGLE_QUOTES);

  private LenientJson() {}

  /** Missing, null, blank, an empty list, or Python's {@code "None"}. */
  static boolean isNothing(JsonNode node) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return true;
    }
    if (node.isTextual()) {
      String text = node.textValue();
      return text.isBlank() || text.strip().equals("None");
    }
    return node.isArray() && node.isEmpty();
  }

  /**
   * The node, or what the text in it says when that is a list or an object.
   *
   * @throws Unreadable when it starts like one and is none
   */
  static JsonNode unwrapped(JsonNode node) {
    if (!node.isTextual()) {
      return node;
    }
    String text = node.textValue().strip();
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return node;
    }
    try {
      return LIST.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedRecordException(
          "a text that holds no JSON: " + PlainText.firstLine(e.getMessage()), e);
    }
  }
}
