package rouse.contracts.action;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import rouse.contracts.event.MalformedRecordException;

/**
 * Reads {@code sensor_manager}: one-key objects that belong together in order (a sensor, then its
 * command), objects with both, or several of either.
 */
final class SensorCommandReader {
  private static final String FIELD = "sensor_manager";
  private final List<BadPart> badParts;
  private final List<SensorCommand> commands = new ArrayList<>();

  /** The sensor whose command must come next; its place names it when the command never comes. */
  private JsonNode waiting;

  private String waitingAt;

  SensorCommandReader(List<BadPart> badParts) {
    this.badParts = badParts;
  }

  List<SensorCommand> read(JsonNode field) {
    if (LenientJson.isNothing(field)) {
      return commands;
    }
    try {
      JsonNode node = LenientJson.unwrapped(field);
      if (node.isObject()) {
        readOne(FIELD, node);
      } else if (node.isArray()) {
        for (int i = 0; i < node.size(); i++) {
          readOne(FIELD + "[" + i + "]", node.get(i));
        }
      } else {
        bad(FIELD, "not a list of sensor_id and command");
      }
    } catch (MalformedRecordException e) {
      bad(FIELD, e.getMessage());
    }
    nobodyCommands();
    return commands;
  }

  private void readOne(String place, JsonNode node) {
    boolean sensor = node.has("sensor_id");
    boolean command = node.has("command");
    if (LenientJson.isNothing(node)) {
      return;
    }
    if (sensor) {
      nobodyCommands();
      waiting = node.get("sensor_id");
      waitingAt = place;
    }
    if (command) {
      pair(place, node.get("command"));
    } else if (!sensor) {
      bad(place, "neither sensor_id nor command");
    }
  }

  private void pair(String place, JsonNode command) {
    JsonNode sensor = waiting;
    waiting = null;
    if (LenientJson.isNothing(command)) {
      return;
    }
    if (LenientJson.isNothing(sensor)) {
      bad(place, "a command without a sensor_id");
    } else if (!sensor.isValueNode() || !command.isValueNode()) {
      bad(place, "sensor_id and command must be texts");
    } else {
      commands.add(new SensorCommand(sensor.asText(), command.asText()));
    }
  }

  private void nobodyCommands() {
    if (!LenientJson.isNothing(waiting)) {
      bad(waitingAt, "a sensor_id without a command");
    }
    waiting = null;
  }

  private void bad(String place, String reason) {
    badParts.add(new BadPart(place, reason));
  }
}
