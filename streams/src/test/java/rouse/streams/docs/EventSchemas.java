package rouse.streams.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import rouse.contracts.event.Event;
import rouse.contracts.event.EventTypes;
import rouse.contracts.event.Json;
import rouse.contracts.event.Nullable;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.topic.HostUsage;
import rouse.contracts.topic.Topic;
import rouse.contracts.topic.Topics;

/** The bodies of all events as JSON Schema, and the topics that carry them as AsyncAPI. */
final class EventSchemas {
  private static final String SCHEMA = "https://json-schema.org/draft/2020-12/schema";
  private static final String DEFS = "#/$defs/";
  private final Map<String, ObjectNode> definitions = new TreeMap<>();
  private String prefix = DEFS;

  private EventSchemas() {}

  /** By CloudEvents type, in {@code $defs}; those of a heartbeat too. */
  static String schemas() {
    EventSchemas made = new EventSchemas();
    made.defineAll();
    ObjectNode document = object();
    document.put("$schema", SCHEMA);
    document.put("title", "Bodies of Rouse's events, by CloudEvents type");
    document.put(
        "description",
        "Made from the code. Fields that are not known are ignored: a newer Rouse may add some.");
    ObjectNode defs = document.putObject("$defs");
    made.definitions.forEach(defs::set);
    return text(document);
  }

  private void defineAll() {
    EventTypes.all().forEach(this::define);
    Stream.of(HeartbeatRecord.class.getPermittedSubclasses())
        .forEach(type -> define("rouse.heartbeat." + type.getSimpleName(), type));
    define(HostUsage.TYPE, HostUsage.class);
  }

  private void define(String name, Class<?> type) {
    if (definitions.containsKey(name)) {
      return;
    }
    ObjectNode schema = object().put("type", "object");
    definitions.put(name, schema);
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = Json.MAPPER.createArrayNode();
    for (RecordComponent field : type.getRecordComponents()) {
      properties.set(field.getName(), schemaOf(field.getGenericType()));
      boolean mayMiss = field.isAnnotationPresent(Nullable.class) || field.getType().isPrimitive();
      // What stands inside an event may leave out what has a default.
      if (!mayMiss && Event.class.isAssignableFrom(type)) {
        required.add(field.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
  }

  private ObjectNode schemaOf(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return ((Class<?>) generic.getRawType()).getSimpleName().equals("Map")
          ? object().put("type", "object").set("additionalProperties", schemaOf(arguments[1]))
          : object().put("type", "array").set("items", schemaOf(arguments[0]));
    }
    Class<?> known = (Class<?>) type;
    if (known.isEnum()) {
      ObjectNode schema = object();
      ArrayNode values = schema.putArray("enum");
      Stream.of(known.getEnumConstants())
          .map(constant -> Json.MAPPER.convertValue(constant, String.class))
          .forEach(values::add);
      return schema;
    }
    return switch (known.getSimpleName()) {
      case "String", "InstanceId", "HostId" -> object().put("type", "string");
      case "Instant" -> object().put("type", "string").put("format", "date-time");
      case "Duration" -> object().put("type", "string").put("format", "duration");
      case "int", "long", "Integer", "Long" -> object().put("type", "integer");
      case "double", "Double" -> object().put("type", "number");
      case "boolean", "Boolean" -> object().put("type", "boolean");
      default -> named(known);
    };
  }

  private ObjectNode named(Class<?> type) {
    if (!type.isRecord()) {
      return object().put("type", "object");
    }
    String name =
        Event.class.isAssignableFrom(type)
            ? EventTypes.nameOf(type.asSubclass(Event.class))
            : type.getSimpleName();
    define(name, type);
    return object().put("$ref", prefix + name);
  }

  /** Every topic with what is written to it. */
  static String asyncApi(Topics topics) {
    EventSchemas made = new EventSchemas();
    made.prefix = "#/components/schemas/";
    made.defineAll();
    ObjectNode document = object().put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Rouse's topics")
        .put("version", "0.1")
        .put(
            "description",
            "Made from the code. Rouse's own events are CloudEvents in Kafka's binary mode: the"
                + " headers name the type, the value is the body alone.");
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    ObjectNode components = document.putObject("components");
    ObjectNode messages = components.putObject("messages");
    made.definitions.keySet().stream()
        .filter(name -> name.startsWith("rouse."))
        .forEach(
            name -> {
              ObjectNode message =
                  messages.putObject(name).put("name", name).put("contentType", "application/json");
              message.putObject("payload").put("$ref", "#/components/schemas/" + name);
            });
    Map<String, String> families =
        Map.of(
            topics.facts().name(), "rouse.fact.",
            topics.decisions().name(), "rouse.decision.",
            topics.commands().name(), "rouse.command.",
            topics.heartbeats().name(), "rouse.heartbeat.",
            topics.usage().name(), HostUsage.TYPE,
            topics.notifications().name(), "rouse.notification.Notification",
            topics.deliveries().name(), "rouse.notification.Delivery");
    Stream.concat(topics.all().stream(), topics.onDemand().stream())
        .sorted(java.util.Comparator.comparing(Topic::name))
        .forEach(
            topic -> {
              String id = topic.name().replaceAll("[^A-Za-z0-9_-]", "_");
              ObjectNode channel = channels.putObject(id).put("address", topic.name());
              ObjectNode carried = channel.putObject("messages");
              String family = families.get(topic.name());
              made.definitions.keySet().stream()
                  .filter(name -> family != null && name.startsWith(family))
                  .forEach(
                      name -> carried.putObject(name).put("$ref", "#/components/messages/" + name));
              channel
                  .putObject("bindings")
                  .putObject("kafka")
                  .put("partitions", topic.partitions());
              operations
                  .putObject("write_" + id)
                  .put("action", "send")
                  .putObject("channel")
                  .put("$ref", "#/channels/" + id);
            });
    ObjectNode schemas = components.putObject("schemas");
    made.definitions.forEach(schemas::set);
    return text(document);
  }

  private static ObjectNode object() {
    return Json.MAPPER.createObjectNode();
  }

  private static String text(ObjectNode document) {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
