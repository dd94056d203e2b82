package rouse.contracts.action;

import java.util.Objects;
import rouse.contracts.event.WellFormed;

/**
 * One command for one sensor or controller, as a request names it.
 *
 * @param sensorId which sensor
 * @param command what it is to do, passed on as it is
 */
public record SensorCommand(String sensorId, String command) {
  public SensorCommand {
    Objects.requireNonNull(sensorId, "sensorId");
    Objects.requireNonNull(command, "command");
    sensorId = WellFormed.of(sensorId);
    command = WellFormed.of(command);
  }
}
