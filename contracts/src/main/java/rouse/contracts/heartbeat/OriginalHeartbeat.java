package rouse.contracts.heartbeat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.LocalTime;
import java.util.Locale;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;

/**
 * A heartbeat as modules of the original platform send it: {@code
 * {"module":"action_manager","ts":143005,"Status":1}}. Read liberally: anything with a module name
 * is a beat.
 *
 * @param module as the module writes itself, in any case, with {@code _} or {@code -}
 * @param ts local time as the number HHMMSS, leading zeros lost; {@link HeartbeatRecord.Beat#NONE}
 *     when it was not given. Tells a repeat from a new beat, and is never used as a time
 * @param status 0: not well; anything else: well
 */
public record OriginalHeartbeat(String module, long ts, int status) {
  private static final JsonFactory FACTORY = Json.MAPPER.getFactory();
  private static final int LONGEST_TS = 18;

  /** The time of day in the form of {@code ts}. */
  public static long tsOf(LocalTime time) {
    return time.getHour() * 10_000L + time.getMinute() * 100L + time.getSecond();
  }

  /** As the original modules write it. */
  public byte[] toBytes() {
    return CloudEvents.body(
        Json.MAPPER.createObjectNode().put("module", module).put("ts", ts).put("Status", status));
  }

  /**
   * Reads one in any of its variants.
   *
   * @throws Unreadable with the reason, when it is not a JSON object with a module's name
   */
  public static OriginalHeartbeat read(byte[] value) {
    if (value == null) {
      throw new MalformedRecordException("no value");
    }
    try (JsonParser json = FACTORY.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecordException("a heartbeat is a JSON object");
      }
      OriginalHeartbeat heartbeat = fields(json);
      if (json.nextToken() != null) {
        throw new MalformedRecordException("not JSON: something follows the object");
      }
      return heartbeat;
    } catch (IOException e) {
      throw new MalformedRecordException(
          "not JSON: " + String.valueOf(e.getMessage()).split("\\R", 2)[0], e);
    }
  }

  private static OriginalHeartbeat fields(JsonParser json) throws IOException {
    String module = null;
    long ts = HeartbeatRecord.Beat.NONE;
    int status = 1;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (name.toLowerCase(Locale.ROOT)) {
        case "module", "modulename", "module_name" -> module = module(json, token);
        case "ts", "currenttime" -> ts = ts(json, token);
        case "status" -> status = status(json, token);
        default -> json.skipChildren();
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new MalformedRecordException("not JSON: the object does not end");
    }
    if (module == null) {
      throw new MalformedRecordException("no module name");
    }
    return new OriginalHeartbeat(module, ts, status);
  }

  private static String module(JsonParser json, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING || json.getText().isBlank()) {
      throw new MalformedRecordException("the module name is not a text");
    }
    return json.getText().strip();
  }

  /** Some send it as a text, with its zeros or with colons. */
  private static long ts(JsonParser json, JsonToken token) throws IOException {
    String digits = token.isScalarValue() ? json.getText().replaceAll("\\D", "") : "";
    json.skipChildren();
    return digits.isEmpty() || digits.length() > LONGEST_TS
        ? HeartbeatRecord.Beat.NONE
        : Long.parseLong(digits);
  }

  private static int status(JsonParser json, JsonToken token) throws IOException {
    boolean unwell =
        switch (token) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue() == 0;
          case VALUE_STRING -> json.getText().strip().equals("0");
          case VALUE_FALSE -> true;
          default -> false;
        };
    json.skipChildren();
    return unwell ? 0 : 1;
  }
}
