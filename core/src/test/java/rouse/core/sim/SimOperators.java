package rouse.core.sim;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.decide.Scenario;

/** What people do: they wish, report, stop, pause, and edit the platform file. */
final class SimOperators {
  private final SimLog log;
  private final SimWorld world;
  private final Map<SimContainer, Long> pausedUntil = new LinkedHashMap<>();
  private int requests;

  SimOperators(SimLog log, SimWorld world) {
    this.log = log;
    this.world = world;
  }

  void restart(long now, String module) {
    world.restartWished.put(module, now);
    request(now, module, new Fact.RestartRequested("ias", module, "sim", null));
  }

  void report(long now, String module) {
    request(now, module, new Fact.FaultReported(Scenario.id(module), "sim", null));
  }

  void addWorker(long now, String module) {
    request(now, module, new Fact.WorkerRequested("ias", module, "sim", null));
  }

  void scale(long now, String module, Random random) {
    int count = 1 + random.nextInt(4);
    request(now, module, new Fact.ScaleRequested("ias", module, count, "sim", lasting(random)));
  }

  void hold(long now, String module, Random random) {
    request(now, module, new Fact.HoldRequested("ias", module, "sim", "sim", lasting(random)));
  }

  void release(long now, String module) {
    request(now, module, new Fact.ReleaseRequested("ias", module, "sim"));
  }

  /** Null: without an end. */
  private static Duration lasting(Random random) {
    return random.nextBoolean() ? null : Duration.ofSeconds(5 + random.nextInt(120));
  }

  private void request(long now, String module, Fact fact) {
    String id = "request-" + requests++;
    log.send(now, id, fact);
    boolean wish =
        fact instanceof Fact.RestartRequested
            || fact instanceof Fact.HoldRequested
            || fact instanceof Fact.ReleaseRequested;
    if (wish && SimControlPlane.isOf(module)) {
      world.control().wish(id, fact);
    }
  }

  /** Every host reads the file that was edited. */
  void change(long now, String module) {
    List<ModuleSpec> modules =
        world.spec.modules().stream()
            .map(m -> m.name().equals(module) ? m.withDefinition("v" + now) : m)
            .toList();
    world.spec = new PlatformSpec("ias", modules, world.spec.alertsTo());
    world.executors.stream().filter(e -> e.up).forEach(e -> e.declare(now));
  }

  void stop(long now, SimContainer c) {
    SimExecutor executor = world.executorOf(c.id);
    if (executor.up) {
      executor.engine.stoppedByOperator(now, c);
    }
  }

  void pause(long now, SimContainer c, long until) {
    world.engineOf(c.id).pause(now, c, true);
    pausedUntil.put(c, until);
  }

  /** Unpauses what was paused for so long. */
  void step(long now) {
    pausedUntil
        .entrySet()
        .removeIf(
            e -> {
              boolean over = e.getValue() <= now;
              if (over) {
                unpause(now, e.getKey());
              }
              return over;
            });
  }

  private void unpause(long now, SimContainer c) {
    if (c.paused) {
      world.engineOf(c.id).pause(now, c, false);
    }
  }

  /** Whatever was stopped, paused or held is released. */
  void end(long now) {
    pausedUntil.keySet().forEach(c -> unpause(now, c));
    pausedUntil.clear();
    world.spec.modules().forEach(m -> release(now + 1000, m.name()));
  }
}
