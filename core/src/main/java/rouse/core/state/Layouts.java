package rouse.core.state;

import java.util.LinkedHashMap;
import java.util.Map;
import rouse.contracts.event.StateLayout;
import rouse.core.state.recovery.IncidentCauses;

/**
 * The layouts of what is stored. A change that an older state does not fit gets the next number and
 * another reader for the one before.
 */
public final class Layouts {
  public static final StateLayout<PlatformHeader> HEADER =
      new StateLayout<>(PlatformHeader.class, 2, Layouts::headerBefore);

  public static final StateLayout<InstanceState> INSTANCE =
      new StateLayout<>(InstanceState.class, 2, Layouts::instanceBefore);

  private Layouts() {}

  /** The first ones knew no updates. */
  private static Map<String, Object> headerBefore(Map<String, Object> header) {
    Map<String, Object> now = new LinkedHashMap<>(header);
    now.putIfAbsent("updates", Map.of());
    return now;
  }

  /** Incidents counted commands, and not the runs that failed. */
  private static Map<String, Object> instanceBefore(Map<String, Object> instance) {
    if (!(instance.get("incident") instanceof Map<?, ?> incident)
        || !(instance.get("effort") instanceof Map<?, ?> effort)) {
      return instance;
    }
    boolean wished = IncidentCauses.ofWishes().contains(incident.get("cause"));
    boolean underWay = effort.get("inFlight") != null || Boolean.TRUE.equals(effort.get("proving"));
    int attempts = incident.get("attempts") instanceof Number number ? number.intValue() : 0;
    int runs = attempts + (wished ? 0 : 1) - (underWay ? 1 : 0);
    Map<String, Object> counted = new LinkedHashMap<>();
    incident.forEach((name, value) -> counted.put((String) name, value));
    counted.put("runs", Math.max(0, runs));
    Map<String, Object> now = new LinkedHashMap<>(instance);
    now.put("incident", counted);
    return now;
  }
}
