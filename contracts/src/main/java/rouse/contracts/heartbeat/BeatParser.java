package rouse.contracts.heartbeat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import rouse.contracts.event.Json;
import rouse.contracts.event.MalformedRecordException;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.LoadReport;
import rouse.contracts.platform.Incarnations;
import rouse.contracts.platform.WorkerLoad;
import rouse.contracts.text.PlainText;

/**
 * Reads beats and load reports token by token: they are nearly all of the traffic, and data binding
 * costs more than all the rest of their way.
 */
final class BeatParser {
  private static final JsonFactory FACTORY = Json.MAPPER.getFactory();

  private BeatParser() {}

  /** Reads the fields of one object. */
  private interface Fields<T> {
    T of(JsonParser json) throws IOException;
  }

  static Beat parse(byte[] value) {
    return parse(value, "a beat", BeatParser::fields);
  }

  static LoadReport parseLoadReport(byte[] value) {
    return parse(value, "a load report", BeatParser::loads);
  }

  private static <T> T parse(byte[] value, String what, Fields<T> fields) {
    if (value == null) {
      throw new MalformedRecordException("no value");
    }
    try (JsonParser json = FACTORY.createParser(value)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedRecordException(what + " is a JSON object");
      }
      T read = fields.of(json);
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw new MalformedRecordException("not JSON: the object does not end");
      }
      if (json.nextToken() != null) {
        throw new MalformedRecordException("not JSON: something follows the object");
      }
      return read;
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
    Double load = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (name) {
        case "incarnation" -> incarnation = possible(integer(json, token, name, 0));
        case "sequence" -> sequence = integer(json, token, name, Beat.NONE);
        case "ts" -> ts = integer(json, token, name, Beat.NONE);
        case "status" -> status = (int) integer(json, token, name, 1);
        case "platform" ->
            platform = token == JsonToken.VALUE_NULL ? null : text(json, token, name);
        case "load" -> load = amount(json, token, name);
        default -> json.skipChildren();
      }
    }
    return new Beat(incarnation, sequence, ts, status, platform, load);
  }

  private static LoadReport loads(JsonParser json) throws IOException {
    long incarnation = 0;
    Double load = null;
    Double cpu = null;
    Double memory = null;
    Double sessions = null;
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken token = json.nextToken();
      switch (name) {
        case "incarnation" -> incarnation = possible(integer(json, token, name, 0));
        case "load" -> load = amount(json, token, name);
        case "cpu" -> cpu = amount(json, token, name);
        case "memory" -> memory = amount(json, token, name);
        case "sessions" -> sessions = amount(json, token, name);
        default -> json.skipChildren();
      }
    }
    return new LoadReport(incarnation, load, cpu, memory, sessions);
  }

  /** Null when it is missing: what is not known is not zero. */
  private static Double amount(JsonParser json, JsonToken token, String name) throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    double amount = token != null && token.isNumeric() ? json.getDoubleValue() : -1;
    if (!(amount >= 0 && amount <= WorkerLoad.MOST)) {
      throw new MalformedRecordException(name + " is not a number from 0 to " + WorkerLoad.MOST);
    }
    return amount;
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
