package rouse.core.sim;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.decide.Loads;

/** Workers whose load rises and falls, and what is measured of it. */
final class SimLoads {
  private static final int WINDOW_MS = 15_000;
  private static final double WAVE_MS = 15_000.0;
  private final SimLog log;
  private final SimWorld world;
  private final SimBroker broker;
  private final Map<String, Long> waves = new LinkedHashMap<>();

  SimLoads(SimLog log, SimWorld world, SimBroker broker) {
    this.log = log;
    this.world = world;
    this.broker = broker;
  }

  void wave(String module, long until) {
    if (world.spec.module(module).orElseThrow().scale() != null) {
      waves.put(module, until);
    }
  }

  void step(long now) {
    if (now % WINDOW_MS == 0) {
      waves.keySet().forEach(module -> report(now, module));
      waves.values().removeIf(until -> until < now);
    }
  }

  private void report(long now, String module) {
    List<WorkerLoad> loads =
        world.containersOf(module).stream()
            .filter(c -> c.beats(now))
            .map(c -> new WorkerLoad(c.id.slot(), c.incarnation, load(now), null, null, null))
            .toList();
    if (!loads.isEmpty()) {
      Instant to = SimLog.instant(broker.stamp(now));
      log.send(now, "load/" + module + "/" + now, Loads.observed("ias", module, to, loads));
    }
  }

  private static double load(long now) {
    return 0.7 + 0.6 * Math.sin(now / WAVE_MS);
  }
}
