package rouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Json;
import rouse.streams.http.PageRoutes;

/** What each verb prints with {@code -o json}, as JSON Schema. */
final class CommandSchemas {
  private static final String API = "#/components/schemas/";

  /** Of verbs that say something of their own. */
  private static final String OWN =
      """
      {
        "up": {"type": "object", "required": ["platform", "made", "start", "replace", "retire", "reached", "reasons"],
          "properties": {
            "platform": {"type": "string"},
            "made": {"$ref": "#/$defs/texts", "description": "what was made for it before"},
            "start": {"$ref": "#/$defs/texts", "description": "modules that are started"},
            "replace": {"$ref": "#/$defs/texts", "description": "modules with another definition"},
            "retire": {"$ref": "#/$defs/texts", "description": "modules that are no longer in the file"},
            "reached": {"enum": ["alive", "up", "degraded", "failed"], "description": "alive: each has proved that it stays so"},
            "reasons": {"$ref": "#/$defs/texts"}}},
        "down": {"type": "object", "required": ["platform", "withdrawn", "volumes"],
          "properties": {
            "platform": {"type": "string"},
            "withdrawn": {"type": "boolean", "description": "the log knows it; if not, an executor that starts brings it back"},
            "volumes": {"type": "boolean", "description": "the volumes were removed"}}},
        "notify": {"type": "object", "required": ["sent", "detail", "conversation"],
          "properties": {
            "sent": {"type": "boolean", "description": "the server took it"},
            "detail": {"type": "string"},
            "conversation": {"$ref": "#/$defs/texts", "description": "what was said, without passwords"}}},
        "check": {"type": "object", "required": ["runnable", "findings", "modules"],
          "properties": {
            "runnable": {"type": "boolean"},
            "findings": {"type": "array", "items": {"type": "object", "required": ["severity", "message"],
              "properties": {
                "severity": {"enum": ["ERROR", "WARNING", "NOTICE"]},
                "file": {"type": "string"}, "path": {"type": "string"}, "line": {"type": "integer"},
                "message": {"type": "string"}, "remedy": {"type": "string"}}}},
            "modules": {"type": "array", "items": {"type": "object",
              "description": "ModuleSpec of events.schema.json", "required": ["name"]}}}},
        "doctor": {"type": "array", "items": {"type": "object", "required": ["check", "state", "text"],
          "properties": {
            "check": {"type": "string"},
            "state": {"enum": ["OK", "AMISS", "SKIPPED"]},
            "text": {"type": "string"},
            "fix": {"type": ["string", "null"], "description": "what mends it, where something is amiss"}}}},
        "replay": {"oneOf": [
          {"type": "object", "required": ["since", "heartbeats", "facts", "decisions", "differences", "falseAlarms"],
            "properties": {
              "since": {"type": "string", "format": "date-time"},
              "heartbeats": {"type": "integer"}, "facts": {"type": "integer"}, "decisions": {"type": "integer"},
              "differences": {"type": "array", "items": {"type": "object",
                "required": ["kind", "what", "subject", "modelled", "text"],
                "properties": {
                  "kind": {"enum": ["added", "avoided", "earlier", "later"]},
                  "what": {"enum": ["incident", "restart", "scaling", "message", "silence"]},
                  "subject": {"type": "string"},
                  "then": {"type": ["string", "null"], "format": "date-time"},
                  "now": {"type": ["string", "null"], "format": "date-time"},
                  "modelled": {"type": "boolean", "description": "it follows from assumptions"},
                  "text": {"type": "string"}}}},
              "falseAlarms": {"type": "object", "additionalProperties": {"type": "integer"},
                "description": "with another policy, by module: silences that nobody found then, of instances that beat on"}}},
          {"type": "object", "description": "with --export", "required": ["file", "records", "redacted"],
            "properties": {
              "file": {"type": "string"}, "records": {"type": "integer"}, "redacted": {"type": "boolean"}}}]},
        "logs": {"oneOf": [
          {"type": "object", "description": "of each line, one object in a line", "required": ["container", "line"],
            "properties": {"container": {"type": "string"}, "line": {"type": "string"}}},
          {"type": "array", "description": "with --incident", "items": {"$ref": "#/components/schemas/Evidence"}}]},
        "texts": {"type": "array", "items": {"type": "string"}}
      }
      """;

  /** Of verbs that print what the API answers. */
  private static final Map<String, String> OF_API = new LinkedHashMap<>();

  static {
    OF_API.put("status", "{'$ref': 'PlatformStatus'}");
    OF_API.put(
        "incidents",
        "{'oneOf': [{'type': 'array', 'items': {'$ref': 'Incident'}}, {'$ref': 'Incident'}]}");
    OF_API.put(
        "why",
        "{'oneOf': [{'$ref': 'CauseChain'},"
            + " {'description': 'with --not', 'type': 'array', 'items': {'$ref': 'WhyNot'}}]}");
    for (String order : List.of("restart", "hold", "release", "scale")) {
      OF_API.put(order, "{'$ref': 'Accepted'}");
    }
  }

  /** They print no data: they run until they are ended, or print what another program reads. */
  static final List<String> WITHOUT =
      List.of("dev", "guard", "streams", "executor", "completion", "manual", "watch");

  private static final JsonNode ALL = document();

  private CommandSchemas() {}

  /** All of them in one document, with what the API says of its part. */
  static ObjectNode document() {
    try (var file = PageRoutes.class.getResourceAsStream("openapi.json")) {
      ObjectNode document = Json.MAPPER.createObjectNode();
      document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
      document.put("title", "What verbs of rouse print with -o json, by verb");
      document.put(
          "description",
          "Made from the code. Fields that are not known are ignored: a newer Rouse may add some."
              + " watch -o jsonl prints what /api/events sends, one event in a line.");
      ObjectNode defs = document.putObject("$defs");
      defs.setAll((ObjectNode) Json.MAPPER.readTree(OWN));
      for (Map.Entry<String, String> each : OF_API.entrySet()) {
        String json = each.getValue().replace("'$ref': '", "'$ref': '" + API).replace('\'', '"');
        defs.set(each.getKey(), Json.MAPPER.readTree(json));
      }
      document
          .putObject("components")
          .set("schemas", Json.MAPPER.readTree(file).at("/components/schemas"));
      return document;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Holds what a run of the command printed against the schema of its verb. */
  static void check(String[] args, String out) {
    int format = Arrays.asList(args).indexOf("-o");
    boolean json = format >= 0 && format + 1 < args.length && args[format + 1].equals("json");
    if (!json || out.isBlank()) {
      return;
    }
    assertThat(faults(args[0], out)).as("rouse %s printed %s", args[0], out).isEmpty();
  }

  static List<String> faults(String verb, String printed) {
    ObjectNode schema = ((ObjectNode) ALL).deepCopy();
    schema.put("$ref", "#/$defs/" + verb);
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema);
    try {
      return compiled.validate(Json.MAPPER.readTree(printed)).stream()
          .map(String::valueOf)
          .toList();
    } catch (JsonProcessingException e) {
      return List.of("no JSON: " + e.getMessage());
    }
  }
}
