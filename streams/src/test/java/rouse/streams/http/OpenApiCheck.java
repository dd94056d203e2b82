package rouse.streams.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.event.Json;
import rouse.contracts.status.Problem;

/** Holds every answer against what {@code openapi.json} says of it. */
final class OpenApiCheck {
  private static final JsonNode API = load();

  private OpenApiCheck() {}

  private static JsonNode load() {
    try (var file = PageRoutes.class.getResourceAsStream("openapi.json")) {
      JsonNode api = Json.MAPPER.readTree(file);
      close(api.at("/components/schemas"));
      return api;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A field that is not described is a mistake, here and not for readers of the API. */
  private static void close(JsonNode node) {
    if (node instanceof ObjectNode object && object.path("properties").isObject()) {
      if (!object.has("additionalProperties")) {
        object.put("additionalProperties", false);
      }
    }
    node.forEach(OpenApiCheck::close);
  }

  static void check(HttpResponse<String> answer) throws IOException {
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() >= 400) {
      assertThat(type).isEqualTo(Problem.MEDIA_TYPE);
      validate(API.at("/components/schemas/Problem"), answer.body());
      return;
    }
    String method = answer.request().method().toLowerCase(Locale.ROOT);
    Optional<JsonNode> operation = operation(answer.request().uri().getRawPath(), method);
    if (operation.isEmpty() || answer.statusCode() == 304) {
      return;
    }
    JsonNode response = operation.get().path("responses").path(String.valueOf(answer.statusCode()));
    assertThat(response.isObject())
        .as("%s %s answers %d", method, answer.request().uri(), answer.statusCode())
        .isTrue();
    JsonNode schema = response.at("/content/application~1json/schema");
    if (schema.isObject()) {
      assertThat(type).startsWith("application/json");
      validate(schema, answer.body());
    }
  }

  /** The operation with the fewest parameters in its path is the one that is meant. */
  private static Optional<JsonNode> operation(String path, String method) {
    return API.path("paths").properties().stream()
        .filter(entry -> path.matches(pattern(entry.getKey())) && entry.getValue().has(method))
        .min((a, b) -> Integer.compare(parameters(a), parameters(b)))
        .map(entry -> entry.getValue().get(method));
  }

  private static int parameters(Map.Entry<String, JsonNode> entry) {
    return entry.getKey().split("\\{", -1).length;
  }

  private static String pattern(String template) {
    boolean whole = template.endsWith("/{id}") || template.endsWith("/{instance}");
    String parts = template.replaceAll("\\{[^}]+}$", whole ? ".+" : "[^/]+");
    return parts.replaceAll("\\{[^}]+}", "[^/]+");
  }

  private static void validate(JsonNode schema, String body) throws IOException {
    ObjectNode whole = Json.MAPPER.createObjectNode();
    whole.set("components", API.get("components"));
    whole.putArray("allOf").add(schema);
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(whole);
    List<Error> errors = compiled.validate(Json.MAPPER.readTree(body));
    assertThat(errors).as(body).isEmpty();
  }
}
