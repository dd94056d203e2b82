package rouse.core.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.decide.Loads;
import rouse.core.decide.Scenario;

/** Does what a plan says goes wrong, and ends it again. */
final class SimFaults {
  private final SimLog log;
  private final SimWorld world;
  private final SimBroker broker;
  private final SimHeartbeats heartbeats;
  private final Deque<SimFault> coming;
  private final Map<String, Long> brokenUntil = new HashMap<>();
  private final Map<SimContainer, Long> pausedUntil = new LinkedHashMap<>();
  private long clockSetAt = -1;
  private long brokerBackAt = -1;
  private final Map<String, Long> waves = new LinkedHashMap<>();
  private boolean aborts;
  private int requests;

  /** Shorter absences, and smaller steps of a clock, show nowhere in the log. */
  private static final int SHORTEST_MS = 1_200;

  /** By then the log shows what was before. */
  private static final int SHOWN_MS = 10_000;

  /** An observer that lags tells so late of what was silent. */
  private static final int LATEST_TOLD_MS = 30_000;

  private static final int LOAD_WINDOW_MS = 15_000;

  SimFaults(SimPlan plan, SimLog log, SimWorld world, SimBroker broker, SimHeartbeats heartbeats) {
    this.coming = new ArrayDeque<>(plan.faults());
    this.log = log;
    this.world = world;
    this.broker = broker;
    this.heartbeats = heartbeats;
  }

  /**
   * Does what is due.
   *
   * @return how long Rouse itself is away from now on, in ms
   */
  long stir(long now, List<Supplier<String>> story) {
    endDue(now);
    if (now % LOAD_WINDOW_MS == 0) {
      reportLoads(now);
    }
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
                world.broken.remove(e.getKey());
                world.crashing.remove(e.getKey());
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
  }

  private void unpause(long now, SimContainer c) {
    if (c.paused) {
      world.executorOf(c.id).pause(now, c, false);
    }
  }

  private long strike(long now, SimFault fault) {
    Random random = fault.random();
    switch (fault.kind()) {
      case KILL -> withContainer(random, c -> world.executorOf(c.id).kill(now, c, 137));
      case HANG ->
          withContainer(
              random,
              c -> {
                c.hung = true;
                c.faulted = true;
                if (!c.beatsItself() && !c.spec.healthcheck()) {
                  world.executorOf(c.id).kill(now, c, 139);
                }
              });
      case EXECUTOR_CRASH -> world.any(random).crash(now + 500 + random.nextInt(60_000));
      case HOST_LOST -> world.any(random).lose(now, now + 5_000 + random.nextInt(120_000));
      case BROKEN_IMAGE -> {
        String module = anyModule(random);
        world.broken.add(module);
        brokenUntil.put(module, now + random.nextInt(240_000));
      }
      case CRASH_LOOP -> {
        String module = anyModule(random);
        world.crashing.add(module);
        world.containersOf(module).forEach(c -> c.faulted = true);
        brokenUntil.put(module, now + random.nextInt(120_000));
      }
      case REPORT ->
          request(now, new Fact.FaultReported(Scenario.id(anyModule(random)), "sim", null));
      case RESTART -> {
        String module = anyModule(random);
        world.restartWished.put(module, now);
        request(now, new Fact.RestartRequested("ias", module, "sim", null));
      }
      case ADD_WORKER ->
          request(now, new Fact.WorkerRequested("ias", anyModule(random), "sim", null));
      case CHANGE -> change(now, random);
      case OPERATOR_STOP -> {
        withContainer(
            random,
            c -> {
              SimExecutor executor = world.executorOf(c.id);
              if (executor.up) {
                executor.stoppedByOperator(now, c);
              }
            });
      }
      case STALE_FACT -> repeatOldFact(now, random);
      case PAUSE -> {
        long until = now + random.nextInt(120_000);
        withContainer(
            random,
            c -> {
              world.executorOf(c.id).pause(now, c, true);
              pausedUntil.put(c, until);
            });
      }
      case ALL_KILLED -> {
        // All in one process, killed: it comes back before its executor knows what it finds.
        long away = 1_000L + random.nextInt(200_000);
        world.executors.getFirst().crash(now + away + 50 + random.nextInt(5_000));
        heartbeats.all().forEach(p -> p.moves(now + away));
        return away;
      }
      case ROUSE_AWAY -> {
        long away = 500L + random.nextInt(90_000);
        heartbeats.all().forEach(p -> p.moves(now + away));
        return away;
      }
      case CUT_BEATS -> cutBeats(now, random);
      case BROKER_AWAY -> {
        if (clockSetAt + SHOWN_MS < now) {
          brokerBackAt = now + SHORTEST_MS + random.nextInt(40_000);
          broker.leave(brokerBackAt);
          heartbeats.reconnect();
        }
      }
      case CLOCK_SET -> {
        if (brokerBackAt + SHOWN_MS < now) {
          clockSetAt = now;
          int most = random.nextBoolean() ? 10_000 : 600_000;
          int by = SHORTEST_MS + random.nextInt(most);
          broker.set(random.nextBoolean() ? by : -by);
        }
      }
      case OBSERVER_MOVES -> heartbeats.any(random).moves(now + 200 + random.nextInt(20_000));
      case OBSERVER_FREEZES -> heartbeats.any(random).freezes(now + random.nextInt(10_000));
      case OBSERVER_LAGS -> heartbeats.any(random).lags(now + random.nextInt(20_000));
      case OFFSETS_LOST -> {
        SimPartition partition = heartbeats.any(random);
        partition.forgetsOffsets();
        partition.moves(now + 1_000);
      }
      case RELAY_AWAY -> heartbeats.relay().leave(now + random.nextInt(40_000));
      case BURST -> heartbeats.relay().bury(now + random.nextInt(20_000));
      case ABORT -> aborts = true;
      case SCALE -> {
        String module = anyModule(random);
        request(
            now,
            new Fact.ScaleRequested("ias", module, 1 + random.nextInt(4), "sim", lasting(random)));
      }
      case HOLD ->
          request(
              now, new Fact.HoldRequested("ias", anyModule(random), "sim", "sim", lasting(random)));
      case RELEASE -> request(now, new Fact.ReleaseRequested("ias", anyModule(random), "sim"));
      case LOAD_WAVE -> {
        String module = anyModule(random);
        if (world.spec.module(module).orElseThrow().scale() != null) {
          waves.put(module, now + 30_000 + random.nextInt(120_000));
        }
      }
    }
    return 0;
  }

  /** Null: without an end. */
  private static Duration lasting(Random random) {
    return random.nextBoolean() ? null : Duration.ofSeconds(5 + random.nextInt(120));
  }

  /** Whether the transaction that comes next is aborted. */
  boolean takeAbort() {
    boolean now = aborts;
    aborts = false;
    return now;
  }

  /** Workers say how busy they are. */
  private void reportLoads(long now) {
    waves.forEach(
        (module, until) -> {
          List<WorkerLoad> loads =
              world.containersOf(module).stream()
                  .filter(c -> c.beats(now))
                  .map(c -> new WorkerLoad(c.id.slot(), c.incarnation, load(now), null, null, null))
                  .toList();
          if (!loads.isEmpty()) {
            Instant to = SimLog.instant(broker.stamp(now));
            log.send(now, "load/" + module + "/" + now, Loads.observed("ias", module, to, loads));
          }
        });
    waves.values().removeIf(until -> until < now);
  }

  private static double load(long now) {
    return 0.7 + 0.6 * Math.sin(now / 15_000.0);
  }

  /** The way of the beats is cut off for a while; what beats goes on serving. */
  private void cutBeats(long now, Random random) {
    world.containers().stream()
        .filter(c -> c.running && c.beatsItself())
        .forEach(
            c -> {
              c.muteUntil = now + 5_000 + random.nextInt(40_000);
              c.suspectUntil = c.muteUntil + LATEST_TOLD_MS;
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
    SimContainer there = world.container(((Fact.OfInstance) fact).instance());
    return there != null && there.incarnation > incarnation;
  }

  private void change(long now, Random random) {
    String module = anyModule(random);
    List<ModuleSpec> modules =
        world.spec.modules().stream()
            .map(m -> m.name().equals(module) ? m.withDefinition("v" + now) : m)
            .toList();
    world.spec = new PlatformSpec("ias", modules, world.spec.alertsTo());
    world.executors.stream().filter(e -> e.up).forEach(e -> e.declare(now));
  }

  /** No more trouble; whoever was stopped or held is released. */
  void end(long now) {
    coming.clear();
    world.broken.clear();
    world.crashing.clear();
    world.faultsOn = false;
    pausedUntil.keySet().forEach(c -> unpause(now, c));
    pausedUntil.clear();
    for (ModuleSpec module : world.spec.modules()) {
      request(now + 1000, new Fact.ReleaseRequested("ias", module.name(), "sim"));
    }
  }

  private void request(long now, Fact fact) {
    log.send(now, "request-" + requests++, fact);
  }

  private String anyModule(Random random) {
    List<ModuleSpec> modules = world.spec.modules();
    return modules.get(random.nextInt(modules.size())).name();
  }

  private void withContainer(Random random, Consumer<SimContainer> what) {
    List<SimContainer> running =
        world.containers().stream().filter(c -> c.running && !c.spec.completes()).toList();
    if (!running.isEmpty()) {
      what.accept(running.get(random.nextInt(running.size())));
    }
  }
}
