package rouse.streams.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import java.util.Optional;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.text.PlainText;

/** Reads what requests say; everything malformed is a 400 that names it. */
final class Requests {
  private Requests() {}

  /** The instance that {@code {p}}, {@code {m}} and {@code ?slot=} name; slot 1 when missing. */
  static InstanceId instance(Context ctx) {
    try {
      int slot = number(ctx, "slot").map(Math::toIntExact).orElse(1);
      return new InstanceId(ctx.pathParam("p"), ctx.pathParam("m"), slot);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw HttpProblem.badRequest(e.getMessage());
    }
  }

  /** A whole number of the query; empty when it is missing. */
  static Optional<Long> number(Context ctx, String name) {
    String text = ctx.queryParam(name);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw HttpProblem.badRequest(name + " must be a whole number");
    }
  }

  /** The body as a JSON object; an empty object when there is no body. */
  static JsonNode object(Context ctx) {
    String body = ctx.body();
    if (body.isBlank()) {
      return Json.MAPPER.createObjectNode();
    }
    try {
      JsonNode node = Json.MAPPER.readTree(body);
      if (!node.isObject()) {
        throw HttpProblem.badRequest("the body must be a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw HttpProblem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    }
  }

  /** A text of the body; null when it is missing. */
  static String text(JsonNode object, String name) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isTextual()) {
      throw HttpProblem.badRequest(name + " must be a text");
    }
    return PlainText.oneLine(node.textValue());
  }

  /** The bearer token of a request; empty when it has none. */
  static Optional<String> bearer(Context ctx) {
    String header = ctx.header("Authorization");
    String prefix = "Bearer ";
    boolean has = header != null && header.regionMatches(true, 0, prefix, 0, prefix.length());
    return has ? Optional.of(header.substring(prefix.length()).strip()) : Optional.empty();
  }
}
