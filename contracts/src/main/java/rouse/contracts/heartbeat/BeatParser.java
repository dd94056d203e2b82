package rouse.contracts.heartbeat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.text.PlainText;

/**
 * Reads a beat token by token: beats are nearly all of the traffic, and data binding costs more
 * than all the rest of their way.
 */
final class BeatParser {
  private static final JsonFactory FACTORY = Json.MAPPER.getFactory();

  private BeatParser() {}

  static Beat parse(byte[] value) {
    if (value == null) {
      throw new MalformedRecordException("no value");
    }
    try (JsonParser json = FACTORY.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecordException("a beat is a JSON object");
      }
      Beat beat = fields(json);
      if (json.nextToken() != null) {
        throw new MalformedRecordException("not JSON: something follows the object");
      }
      return beat;
    } catch (IOException e) {
      throw new MalformedRecordException("not JSON: " + PlainText.firstLine(e.getMessage()), e);
    }
  }

  private static Beat fields(JsonParser json) throws IOException {
    long incarnation = 0;
    long sequence = Beat.NONE;
    long ts = Beat.NONE;
    int status = 1;
    String platform = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (name) {
        case "incarnation" -> incarnation = possible(integer(json, token, name, 0));
        case "sequence" -> sequence = integer(json, token, name, Beat.NONE);
        case "ts" -> ts = integer(json, token, name, Beat.NONE);
        case "status" -> status = (int) integer(json, token, name, 1);
        case "platform" ->
            platform = token == JsonToken.VALUE_NULL ? null : text(json, token, name);
        default -> json.skipChildren();
      }
    }
    if (json.currentToken() != JsonToken.END_OBJECT) {
      throw new MalformedRecordException("not JSON: the object does not end");
    }
    return new Beat(incarnation, sequence, ts, status, platform);
  }

  private static long integer(JsonParser json, JsonToken token, String name, long missing)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return missing;
    }
    if (token != JsonToken.VALUE_NUMBER_INT) {
      throw new MalformedRecordException(name + " is not a whole number");
    }
    return json.getLongValue();
  }

  private static long possible(long incarnation) {
    if (!Incarnations.isPossible(incarnation)) {
      throw new MalformedRecordException(
          "incarnation is not between 0 and " + Incarnations.HIGHEST);
    }
    return incarnation;
  }

  private static String text(JsonParser json, JsonToken token, String name) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new MalformedRecordException(name + " is not a text");
    }
    return json.getText();
  }
}
