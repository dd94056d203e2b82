package rouse.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Holds what tests see Rouse write against {@code topology-docs/events.schema.json}. The harnesses
 * of the brain, of the topologies and of the real tests call it for every event that they read.
 */
public final class EventSchemaCheck {
  private static final Path FILE =
      (Files.isDirectory(Path.of("topology-docs")) ? Path.of("") : Path.of(".."))
          .resolve("topology-docs/events.schema.json");
  private static final ConcurrentMap<String, Schema> SCHEMAS = new ConcurrentHashMap<>();
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private EventSchemaCheck() {}

  /** As it would be written. */
  public static void check(Event event) {
    check(EventTypes.nameOf(event.getClass()), CloudEvents.body(event));
  }

  private static void check(String type, byte[] body) {
    try {
      JsonNode json = Json.MAPPER.readTree(body);
      assertThat(SCHEMAS.computeIfAbsent(type, EventSchemaCheck::schemaOf).validate(json))
          .as("%s: %s", type, json)
          .isEmpty();
    } catch (IOException e) {
      throw new AssertionError(type + " is no JSON", e);
    }
  }

  private static Schema schemaOf(String type) {
    try {
      ObjectNode all = Json.MAPPER.readValue(Files.readString(FILE), ObjectNode.class);
      assertThat(all.path("$defs").has(type)).as("%s has a schema", type).isTrue();
      all.put("$ref", "#/$defs/" + type);
      return REGISTRY.getSchema(all);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads as the other does, and checks the bytes of each event that it could read. */
  public static <V> Deserializer<V> checking(Deserializer<V> other) {
    return new Deserializer<>() {
      @Override
      public V deserialize(String topic, byte[] value) {
        return other.deserialize(topic, value);
      }

      @Override
      public V deserialize(String topic, Headers headers, byte[] value) {
        V read = other.deserialize(topic, headers, value);
        String type = headers == null ? null : CloudEvents.text(headers, CloudEvents.TYPE);
        if (value != null && type != null && EventTypes.all().containsKey(type)) {
          check(type, value);
        }
        return read;
      }
    };
  }
}
