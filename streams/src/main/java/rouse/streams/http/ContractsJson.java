package rouse.streams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.json.JsonMapper;
import java.lang.reflect.Type;
import rouse.contracts.event.Json;

/** Javalin writes JSON as everything else of Rouse does. */
final class ContractsJson implements JsonMapper {
  @Override
  public String toJsonString(Object value, Type type) {
    try {
      return Json.MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + type, e);
    }
  }
}
