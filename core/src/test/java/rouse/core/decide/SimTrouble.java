package rouse.core.decide;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/** Random platforms, and what can happen to them. */
final class SimTrouble {
  private final Random random;
  private final SimLog log;
  private final SimExecutor executor;
  private final Map<String, Long> brokenUntil = new HashMap<>();
  private final Map<SimContainer, Long> pausedUntil = new LinkedHashMap<>();
  private long executorBackAt;
  private int requests;

  SimTrouble(Random random, SimLog log, SimExecutor executor) {
    this.random = random;
    this.log = log;
    this.executor = executor;
  }

  static PlatformSpec randomPlatform(Random random) {
    int count = 2 + random.nextInt(6);
    List<Specs.ModuleBuilder> modules = new ArrayList<>();
    List<String> oneShots = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      String name = "m" + n;
      Specs.ModuleBuilder module = random.nextBoolean() ? Specs.self(name) : Specs.docker(name);
      if (random.nextInt(8) == 0) {
        module = Specs.docker(name).oneShot();
        oneShots.add(name);
      } else if (random.nextInt(5) == 0) {
        module.workers(1 + random.nextInt(2), 4);
      }
      for (int d = 0; d < n; d++) {
        if (random.nextInt(4) == 0) {
          String other = "m" + d;
          Condition condition =
              oneShots.contains(other)
                  ? Condition.SERVICE_COMPLETED_SUCCESSFULLY
                  : Condition.SERVICE_STARTED;
          if (random.nextInt(3) == 0) {
            module.following(other, condition);
          } else {
            module.after(other, condition);
          }
        }
      }
      if (random.nextInt(3) == 0) {
        module.attempts(20, Duration.ofMinutes(10));
      } else if (random.nextInt(6) == 0) {
        module.withDependents();
      }
      modules.add(module);
    }
    return Specs.platform(modules.toArray(Specs.ModuleBuilder[]::new));
  }

  /**
   * Perhaps does something.
   *
   * @return how long Rouse itself is away from now on, in ms
   */
  long stir(long now) {
    brokenUntil
        .entrySet()
        .removeIf(
            e -> {
              boolean over = e.getValue() <= now;
              if (over) {
                executor.broken.remove(e.getKey());
                executor.crashing.remove(e.getKey());
              }
              return over;
            });
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
    if (!executor.up && executorBackAt == 0) {
      executorBackAt = now + 500 + random.nextInt(60_000);
    }
    if (executorBackAt > 0 && executorBackAt <= now) {
      executorBackAt = 0;
      executor.restart(now);
    }
    return random.nextInt(160) == 0 ? strike(now) : 0;
  }

  private void unpause(long now, SimContainer c) {
    if (c.paused) {
      executor.pause(now, c, false);
    }
  }

  private long strike(long now) {
    switch (random.nextInt(17)) {
      case 0, 1, 2 -> withContainer(c -> executor.kill(now, c, 137));
      case 3, 4 ->
          withContainer(
              c -> {
                c.hung = true;
                c.faulted = true;
                if (!self(c)) {
                  executor.kill(now, c, 139);
                }
              });
      case 5 -> executor.crash();
      case 6 -> {
        String module = anyModule();
        executor.broken.add(module);
        brokenUntil.put(module, now + random.nextInt(240_000));
      }
      case 7 -> {
        String module = anyModule();
        executor.crashing.add(module);
        executor.containers.values().stream()
            .filter(c -> c.id.module().equals(module))
            .forEach(c -> c.faulted = true);
        brokenUntil.put(module, now + random.nextInt(120_000));
      }
      case 8 -> request(now, new Fact.FaultReported(Scenario.id(anyModule()), "sim", null));
      case 9 -> {
        String module = anyModule();
        executor.containers.values().stream()
            .filter(c -> c.id.module().equals(module))
            .forEach(c -> executor.restartWished.put(c.id, c.incarnation));
        request(now, new Fact.RestartRequested("ias", module, "sim", null));
      }
      case 10 -> request(now, new Fact.WorkerRequested("ias", anyModule(), "sim", null));
      case 11 -> change(now);
      case 12 -> {
        if (executor.up) {
          withContainer(c -> executor.stoppedByOperator(now, c));
        }
      }
      case 13 -> repeatOldFact(now);
      case 15 -> {
        long until = now + random.nextInt(120_000);
        withContainer(
            c -> {
              executor.pause(now, c, true);
              pausedUntil.put(c, until);
            });
      }
      case 14 -> {
        // All in one process, killed: it comes back before its executor knows what it finds.
        long away = 1_000L + random.nextInt(200_000);
        executor.crash();
        executorBackAt = now + away + 50 + random.nextInt(5_000);
        return away;
      }
      default -> {
        return 500L + random.nextInt(90_000);
      }
    }
    return 0;
  }

  /** The way of the beats is cut off for a while; what beats goes on serving. */
  void cutBeats(long now) {
    executor.containers.values().stream()
        .filter(c -> c.running && self(c))
        .forEach(
            c -> {
              c.muteUntil = now + 5_000 + random.nextInt(40_000);
              c.faulted = true;
            });
  }

  /** Evidence against an incarnation that has a successor, from beyond any window of repeats. */
  private void repeatOldFact(long now) {
    List<Fact> old =
        log.history().stream()
            .filter(f -> f instanceof Fact.InstanceSilent || f instanceof Fact.ContainerDied)
            .filter(this::isOvercome)
            .toList();
    if (!old.isEmpty()) {
      log.send(now, "stale-" + requests++, old.get(random.nextInt(old.size())));
    }
  }

  private boolean isOvercome(Fact fact) {
    long incarnation =
        switch (fact) {
          case Fact.InstanceSilent f -> f.incarnation();
          case Fact.ContainerDied f -> f.incarnation();
          default -> Long.MAX_VALUE;
        };
    SimContainer there = executor.containers.get(((Fact.OfInstance) fact).instance());
    return there != null && there.incarnation > incarnation;
  }

  private void change(long now) {
    String module = anyModule();
    List<ModuleSpec> modules =
        executor.spec.modules().stream()
            .map(m -> m.name().equals(module) ? m.withDefinition("v" + now) : m)
            .toList();
    executor.spec = new PlatformSpec("ias", modules, executor.spec.alertsTo());
    if (executor.up) {
      executor.declare(now);
    }
  }

  /** No more trouble; whoever was stopped or held is released. */
  void end(long now) {
    executor.broken.clear();
    executor.crashing.clear();
    executor.faultsOn = false;
    pausedUntil.keySet().forEach(c -> unpause(now, c));
    pausedUntil.clear();
    if (!executor.up) {
      executor.restart(now);
    }
    for (ModuleSpec module : executor.spec.modules()) {
      request(now + 1000, new Fact.ReleaseRequested("ias", module.name(), "sim"));
    }
  }

  private void request(long now, Fact fact) {
    log.send(now, "request-" + requests++, fact);
  }

  private String anyModule() {
    List<ModuleSpec> modules = executor.spec.modules();
    return modules.get(random.nextInt(modules.size())).name();
  }

  private void withContainer(java.util.function.Consumer<SimContainer> what) {
    List<SimContainer> running =
        executor.containers.values().stream()
            .filter(c -> c.running && !c.spec.completes())
            .sorted(java.util.Comparator.comparing(c -> c.id))
            .toList();
    if (!running.isEmpty()) {
      what.accept(running.get(random.nextInt(running.size())));
    }
  }

  private static boolean self(SimContainer c) {
    return c.spec.heartbeat().source() == rouse.contracts.platform.HeartbeatPolicy.Source.SELF;
  }
}
