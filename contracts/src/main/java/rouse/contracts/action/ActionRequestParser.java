package rouse.contracts.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.text.PlainText;

/** Reads the forms of FORMATS.md; each part by itself, so that a bad one spoils no other. */
final class ActionRequestParser {
  private static final String OUTER = "action_center";
  private static final Set<String> FIELDS =
      Set.of("service_id", "user_display", "sensor_manager", "notify_users", "notify_user");

  private static final int LONGEST_ID = 1_000;
  private static final int LONGEST_SUBJECT = 10_000;

  private final List<BadPart> badParts = new ArrayList<>();

  private ActionRequestParser() {}

  static ActionRequest parse(byte[] value) {
    return new ActionRequestParser().request(fields(value));
  }

  private static JsonNode fields(byte[] value) {
    if (value == null) {
      throw new MalformedRecordException("no value");
    }
    JsonNode root;
    try {
      root = Json.MAPPER.readTree(value);
    } catch (IOException e) {
      throw new MalformedRecordException("not JSON: " + PlainText.firstLine(e.getMessage()), e);
    }
    if (!root.isObject()) {
      throw new MalformedRecordException("an action request is a JSON object");
    }
    if (!root.has(OUTER)) {
      if (FIELDS.stream().noneMatch(root::has)) {
        throw new MalformedRecordException(
            "neither action_center nor a field of a request: " + FIELDS);
      }
      return root;
    }
    if (!root.get(OUTER).isObject()) {
      throw new MalformedRecordException("action_center is not an object");
    }
    return root.get(OUTER);
  }

  private static String oneLine(String text) {
    return text == null ? null : PlainText.oneLine(text);
  }

  private ActionRequest request(JsonNode fields) {
    List<SensorCommand> commands =
        new SensorCommandReader(badParts).read(fields.get("sensor_manager"));
    RecipientReader recipients = new RecipientReader(badParts);
    recipients.read("notify_users", fields.get("notify_users"));
    recipients.read("notify_user", fields.get("notify_user"));
    return new ActionRequest(
        bounded("request_id", text(fields, "request_id"), LONGEST_ID),
        text(fields, "service_id"),
        bounded("subject", oneLine(text(fields, "subject")), LONGEST_SUBJECT),
        text(fields, "user_display"),
        commands,
        recipients.found(),
        badParts);
  }

  /** What goes into headers, and into what is made for each recipient. */
  private static String bounded(String name, String text, int longest) {
    if (text != null && text.length() > longest) {
      throw new MalformedRecordException(name + " is longer than " + longest + " characters");
    }
    return text;
  }

  private String text(JsonNode fields, String name) {
    JsonNode node = fields.get(name);
    if (LenientJson.isNothing(node)) {
      return null;
    }
    if (!node.isValueNode()) {
      badParts.add(new BadPart(name, "not a text"));
      return null;
    }
    return node.asText();
  }
}
