package rouse.executor.compose.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import rouse.executor.compose.yaml.Findings;
import rouse.executor.compose.yaml.MessageText;
import rouse.executor.compose.yaml.SchemaLocation;
import rouse.executor.compose.yaml.YamlDocument;

/** The form of a platform file: which keys there are, and of what type their values must be. */
public final class ComposeSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Schema SCHEMA = load();

  private ComposeSchema() {}

  public static void check(YamlDocument root, Findings findings) {
    for (Error error : SCHEMA.validate(json(root))) {
      report(error, root, findings);
    }
  }

  private static Schema load() {
    try (InputStream in = ComposeSchema.class.getResourceAsStream("compose.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the Compose schema is missing from the jar", e);
    }
  }

  private static void report(Error error, YamlDocument root, Findings findings) {
    List<Object> location = elements(error);
    switch (error.getKeyword()) {
      case "additionalProperties" -> unknown(location, error, root, findings);
      case "required" -> {
        SchemaLocation place = SchemaLocation.of(root, location);
        findings.error(
            place.path(),
            place.mark(),
            "key " + MessageText.quoted(error.getProperty()) + " is missing",
            "Add it.");
      }
      default -> {
        SchemaLocation place = SchemaLocation.of(root, location);
        findings.error(place.path(), place.mark(), message(error), remedy(error));
      }
    }
  }

  private static void unknown(
      List<Object> location, Error error, YamlDocument root, Findings findings) {
    List<Object> whole = new ArrayList<>(location);
    whole.add(error.getProperty());
    SchemaLocation place = SchemaLocation.of(root, whole);
    TreeSet<String> known = new TreeSet<>();
    JsonNode siblings = error.getSchemaNode();
    JsonNode parent = parentSchema(error);
    (parent == null ? siblings : parent.path("properties"))
        .fieldNames()
        .forEachRemaining(known::add);
    findings.error(
        place.path(),
        place.mark(),
        "there is no key " + MessageText.quoted(error.getProperty()) + " here",
        MessageText.suggestion(error.getProperty(), known));
  }

  /** The schema object whose {@code additionalProperties} was violated. */
  private static JsonNode parentSchema(Error error) {
    String pointer = error.getSchemaLocation().getFragment().toString();
    int last = pointer.lastIndexOf('/');
    return SCHEMA.getSchemaNode().at(last <= 0 ? "" : pointer.substring(0, last));
  }

  private static String message(Error error) {
    JsonNode schema = error.getSchemaNode();
    String found =
        MessageText.quoted(error.getInstanceNode().asText(error.getInstanceNode().toString()));
    return switch (error.getKeyword()) {
      case "type" -> "must be " + types(schema) + ", not " + type(error.getInstanceNode());
      case "enum" -> found + " is not one of " + list(schema);
      case "pattern" -> found + " is not of the form wanted here";
      case "minimum", "exclusiveMinimum" -> found + " is too small";
      case "maximum" -> found + " is too large";
      case "propertyNames" -> MessageText.quoted(error.getProperty()) + " cannot be a name";
      default -> MessageText.clean(error.getMessage());
    };
  }

  private static String remedy(Error error) {
    JsonNode schema = error.getSchemaNode();
    return switch (error.getKeyword()) {
      case "type" -> "Write " + types(schema) + ".";
      case "enum" -> MessageText.suggestion(error.getInstanceNode().asText(), values(schema));
      case "pattern" -> form(error);
      case "minimum" -> "Write " + schema.asText() + " or more.";
      case "exclusiveMinimum" -> "Write more than " + schema.asText() + ".";
      case "maximum" -> "Write " + schema.asText() + " or less.";
      case "propertyNames" -> "Use letters, digits, . _ and -.";
      default -> "See the Compose Specification.";
    };
  }

  private static String form(Error error) {
    String location = error.getSchemaLocation().getFragment().toString();
    String definition = location.replaceAll(".*/\\$defs/([^/]+)/.*", "$1");
    return switch (definition) {
      case "switch", "external" -> "Write true or false.";
      case "count", "integer" -> "Write a whole number.";
      case "number" -> "Write a number.";
      case "duration" -> "Write a duration such as 500ms, 30s or 1h30m.";
      case "bytes" -> "Write an amount such as 512m or 2gb.";
      case "name" -> "Use letters, digits, . _ and -.";
      default -> "It must match " + error.getSchemaNode().asText() + ".";
    };
  }

  private static List<String> values(JsonNode array) {
    List<String> values = new ArrayList<>();
    (array.isArray() ? array : NODES.arrayNode().add(array)).forEach(v -> values.add(v.asText()));
    return values;
  }

  private static String list(JsonNode array) {
    return String.join(", ", values(array));
  }

  private static String types(JsonNode types) {
    List<String> words =
        values(types).stream().filter(t -> !t.equals("null")).map(ComposeSchema::word).toList();
    return String.join(" or ", words);
  }

  private static String type(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      case STRING -> "text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "nothing";
    };
  }

  private static String word(String type) {
    return switch (type) {
      case "object" -> "a mapping";
      case "array" -> "a list";
      case "string" -> "text";
      case "integer" -> "a whole number";
      case "number" -> "a number";
      case "boolean" -> "true or false";
      default -> type;
    };
  }

  private static List<Object> elements(Error error) {
    List<Object> elements = new ArrayList<>();
    var location = error.getInstanceLocation();
    for (int i = 0; i < location.getNameCount(); i++) {
      elements.add(location.getElement(i));
    }
    return elements;
  }

  private static JsonNode json(YamlDocument node) {
    return switch (node) {
      case YamlDocument.Mapping mapping -> {
        ObjectNode object = NODES.objectNode();
        mapping.entries().forEach((k, v) -> object.set(k, json(v.value())));
        yield object;
      }
      case YamlDocument.Listing listing -> {
        ArrayNode array = NODES.arrayNode();
        listing.items().forEach(item -> array.add(json(item)));
        yield array;
      }
      case YamlDocument.Scalar scalar ->
          switch (scalar.value()) {
            case null -> NODES.nullNode();
            case Boolean flag -> NODES.booleanNode(flag);
            case Long number -> NODES.numberNode(number);
            case Double number -> NODES.numberNode(number);
            default -> NODES.textNode(scalar.text());
          };
    };
  }
}
