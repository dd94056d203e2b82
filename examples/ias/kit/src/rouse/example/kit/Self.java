package rouse.example.kit;

import java.util.Map;

/**
 * Who this container is, as Rouse says in its environment.
 *
 * @param platform the platform's name, {@code ias}
 * @param module the module's name in the platform file
 * @param slot which of the module's places this container fills, from 1
 * @param incarnation grows with every container that fills the slot
 */
public record Self(String platform, String module, int slot, long incarnation) {

  static Self from(Map<String, String> environment) {
    return new Self(
        environment.getOrDefault("ROUSE_PLATFORM", "ias"),
        environment.getOrDefault("ROUSE_MODULE", "unnamed"),
        Integer.parseInt(environment.getOrDefault("ROUSE_SLOT", "1")),
        Long.parseLong(environment.getOrDefault("ROUSE_INCARNATION", "1")));
  }

  /** The instance's id, and the key of its beats: {@code ias/worker_node/2}. */
  public String instance() {
    return platform + "/" + module + "/" + slot;
  }

  /** How the original platform calls a worker: {@code worker_node_2}. */
  public String machineName() {
    return module + "_" + slot;
  }
}
