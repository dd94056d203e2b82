package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.InstanceId;

/** Who is on the ledger, and which platforms they belong to. */
public final class InstanceRegistry {
  private final InstanceRows rows;
  private final Route direct;
  private final InstanceTable table;
  private final Map<String, PlatformCount> platforms = new HashMap<>();

  InstanceRegistry(InstanceRows rows, Route direct) {
    this.rows = rows;
    this.direct = direct;
    this.table = new InstanceTable(rows);
  }

  WatchedInstance find(byte[] key) {
    return table.find(key);
  }

  WatchedInstance find(String key) {
    return table.find(key.getBytes(UTF_8));
  }

  int size() {
    return rows.size();
  }

  void forEach(Consumer<WatchedInstance> visitor) {
    rows.forEach(visitor);
  }

  Set<String> platforms() {
    return platforms.keySet();
  }

  /** The routes in use; walks over the whole ledger. */
  Set<String> platformsOn(Route route) {
    Set<String> names = new TreeSet<>();
    rows.forEach(
        pulse -> {
          if (pulse.route == route) {
            names.add(pulse.platform.name);
          }
        });
    return names;
  }

  WatchedInstance enter(String key, String platform) {
    WatchedInstance pulse = new WatchedInstance(key.getBytes(UTF_8), join(platform), direct);
    rows.add(pulse);
    table.add(pulse);
    return pulse;
  }

  void strike(WatchedInstance pulse) {
    DeadlineQueue.remove(pulse);
    table.remove(pulse);
    rows.remove(pulse);
    leave(pulse.platform);
  }

  /**
   * The platform that a key belongs to.
   *
   * @throws IllegalArgumentException when the key names neither an instance nor a host
   */
  static String platformOf(String key) {
    if (ExecutorId.isKey(key)) {
      return ExecutorId.fromKey(key).platform();
    }
    InstanceId instance = InstanceId.parse(key);
    if (!instance.toString().equals(key)) {
      throw new IllegalArgumentException("a slot is written without sign and leading zeros");
    }
    return instance.platform();
  }

  private PlatformCount join(String name) {
    PlatformCount platform = platforms.computeIfAbsent(name, PlatformCount::new);
    platform.instances++;
    return platform;
  }

  private void leave(PlatformCount platform) {
    if (--platform.instances == 0) {
      platforms.remove(platform.name);
    }
  }
}
