import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import rouse.example.kit.Json;

/**
 * Understands both forms of a sensor command: Rouse's one record, {@code
 * {"sensor_id":"91","command":"…"}}, and the original's two, the sensor's id and then the command.
 */
final class Commands {
  private final Controllers controllers;
  private final Map<Integer, String> pending = new HashMap<>();

  Commands(Controllers controllers) {
    this.controllers = controllers;
  }

  void read(ConsumerRecord<String, String> found) throws Exception {
    JsonNode json = Json.read(found.value() == null ? "null" : found.value());
    if (!json.has("sensor_id") && !json.has("command")) {
      throw new IllegalArgumentException("neither a sensor_id nor a command");
    }
    if (!json.has("command")) {
      pending.put(found.partition(), json.path("sensor_id").asText());
      return;
    }
    String sensor =
        json.has("sensor_id") ? json.path("sensor_id").asText() : pending.remove(found.partition());
    if (sensor == null) {
      throw new IllegalArgumentException("a command for no sensor");
    }
    controllers.carryOut(
        sensor,
        json.path("command").asText(),
        json.path("request_id").asText(null),
        found.timestamp());
  }
}
