package rouse.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Json;

/** The golden file of an event type is what the code writes; the schema is what the docs say. */
@DisplayName("topology-docs/events.schema.json")
class EventSchemaTest {
  private static final Path ROOT =
      Files.isDirectory(Path.of("topology-docs")) ? Path.of("") : Path.of("..");
  private static final Path GOLDEN = ROOT.resolve("contracts/src/test/resources/golden");

  private static Schema schemaOf(String type) throws Exception {
    ObjectNode all =
        Json.MAPPER.readValue(
            Files.readString(ROOT.resolve("topology-docs/events.schema.json")), ObjectNode.class);
    all.put("$ref", "#/$defs/" + type);
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Json.MAPPER.writeValueAsString(all), InputFormat.JSON);
  }

  private static List<String> faults(String type, JsonNode body) throws Exception {
    return schemaOf(type).validate(Json.MAPPER.writeValueAsString(body), InputFormat.JSON).stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  @DisplayName("takes the record of every event type")
  void takesGoldenFiles() throws Exception {
    for (String type : EventTypes.all().keySet()) {
      JsonNode body = Json.MAPPER.readTree(Files.readString(GOLDEN.resolve(type + ".json")));
      assertThat(faults(type, body)).as(type).isEmpty();
    }
  }

  @Test
  @DisplayName("refuses what is missing or of another type")
  void refuses() throws Exception {
    String type = "rouse.fact.LoadObserved";
    ObjectNode body =
        Json.MAPPER.readValue(Files.readString(GOLDEN.resolve(type + ".json")), ObjectNode.class);
    assertThat(faults(type, body.deepCopy().without("platform"))).isNotEmpty();
    assertThat(faults(type, body.deepCopy().put("platform", 7))).isNotEmpty();
    assertThat(faults(type, body.deepCopy().put("to", 7))).isNotEmpty();
  }
}
