package rouse.core.sim;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.decide.Scenario;

/** Does what a plan says goes wrong, and ends it again. */
final class SimFaults {
  private final SimLog log;
  private final SimExecutor executor;
  private final Deque<SimFault> coming;
  private final Map<String, Long> brokenUntil = new HashMap<>();
  private final Map<SimContainer, Long> pausedUntil = new LinkedHashMap<>();
  private final Random returns;
  private long executorBackAt;
  private int requests;

  SimFaults(SimPlan plan, SimLog log, SimExecutor executor) {
    this.coming = new ArrayDeque<>(plan.faults());
    this.returns = new Random(plan.seed() + 7);
    this.log = log;
    this.executor = executor;
  }

  /**
   * Does what is due.
   *
   * @return how long Rouse itself is away from now on, in ms
   */
  long stir(long now, List<Supplier<String>> story) {
    endDue(now);
    long away = 0;
    while (!coming.isEmpty() && coming.peekFirst().at() <= now) {
      SimFault fault = coming.pollFirst();
      story.add(() -> now + " FAULT " + fault);
      away = Math.max(away, strike(now, fault));
    }
    return away;
  }

  private void endDue(long now) {
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
      executorBackAt = now + 500 + returns.nextInt(60_000);
    }
    if (executorBackAt > 0 && executorBackAt <= now) {
      executorBackAt = 0;
      executor.restart(now);
    }
  }

  private void unpause(long now, SimContainer c) {
    if (c.paused) {
      executor.pause(now, c, false);
    }
  }

  private long strike(long now, SimFault fault) {
    Random random = fault.random();
    switch (fault.kind()) {
      case KILL -> withContainer(random, c -> executor.kill(now, c, 137));
      case HANG ->
          withContainer(
              random,
              c -> {
                c.hung = true;
                c.faulted = true;
                if (!self(c)) {
                  executor.kill(now, c, 139);
                }
              });
      case EXECUTOR_CRASH -> executor.crash();
      case BROKEN_IMAGE -> {
        String module = anyModule(random);
        executor.broken.add(module);
        brokenUntil.put(module, now + random.nextInt(240_000));
      }
      case CRASH_LOOP -> {
        String module = anyModule(random);
        executor.crashing.add(module);
        executor.containersOf(module).forEach(c -> c.faulted = true);
        brokenUntil.put(module, now + random.nextInt(120_000));
      }
      case REPORT ->
          request(now, new Fact.FaultReported(Scenario.id(anyModule(random)), "sim", null));
      case RESTART -> {
        String module = anyModule(random);
        executor.restartWished.put(module, now);
        request(now, new Fact.RestartRequested("ias", module, "sim", null));
      }
      case ADD_WORKER ->
          request(now, new Fact.WorkerRequested("ias", anyModule(random), "sim", null));
      case CHANGE -> change(now, random);
      case OPERATOR_STOP -> {
        if (executor.up) {
          withContainer(random, c -> executor.stoppedByOperator(now, c));
        }
      }
      case STALE_FACT -> repeatOldFact(now, random);
      case PAUSE -> {
        long until = now + random.nextInt(120_000);
        withContainer(
            random,
            c -> {
              executor.pause(now, c, true);
              pausedUntil.put(c, until);
            });
      }
      case ALL_KILLED -> {
        // All in one process, killed: it comes back before its executor knows what it finds.
        long away = 1_000L + random.nextInt(200_000);
        executor.crash();
        executorBackAt = now + away + 50 + random.nextInt(5_000);
        return away;
      }
      case ROUSE_AWAY -> {
        return 500L + random.nextInt(90_000);
      }
      case CUT_BEATS -> cutBeats(now, random);
    }
    return 0;
  }

  /** The way of the beats is cut off for a while; what beats goes on serving. */
  private void cutBeats(long now, Random random) {
    executor.sorted().stream()
        .filter(c -> c.running && self(c))
        .forEach(
            c -> {
              c.muteUntil = now + 5_000 + random.nextInt(40_000);
              c.faulted = true;
            });
  }

  /** Evidence against an incarnation that has a successor, from beyond any window of repeats. */
  private void repeatOldFact(long now, Random random) {
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

  private void change(long now, Random random) {
    String module = anyModule(random);
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
    coming.clear();
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

  private String anyModule(Random random) {
    List<ModuleSpec> modules = executor.spec.modules();
    return modules.get(random.nextInt(modules.size())).name();
  }

  private void withContainer(Random random, Consumer<SimContainer> what) {
    List<SimContainer> running =
        executor.containers.values().stream()
            .filter(c -> c.running && !c.spec.completes())
            .sorted(Comparator.comparing(c -> c.id))
            .toList();
    if (!running.isEmpty()) {
      what.accept(running.get(random.nextInt(running.size())));
    }
  }

  private static boolean self(SimContainer c) {
    return c.spec.heartbeat().source() == HeartbeatPolicy.Source.SELF;
  }
}
