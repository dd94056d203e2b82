package rouse.core.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ModuleSpec;

/** Does what a plan says goes wrong, and ends it again. */
final class SimFaults {
  private static final int KILLED = 137;
  private static final int CRASHED = 139;

  /** Shorter absences, and smaller steps of a clock, show nowhere in the log. */
  private static final int SHORTEST_MS = 1_200;

  /** By then the log shows what was before. */
  private static final int SHOWN_MS = 10_000;

  /** An observer that lags tells so late of what was silent. */
  private static final int LATEST_TOLD_MS = 30_000;

  private final SimLog log;
  private final SimWorld world;
  private final SimBroker broker;
  private final SimHeartbeats heartbeats;
  private final SimApps apps;
  private final SimOperators operators;
  private final SimLoads loads;
  private final Deque<SimFault> coming;
  private final Map<String, Long> brokenUntil = new HashMap<>();
  private long clockSetAt = -1;
  private long brokerBackAt = -1;
  private int repeats;

  SimFaults(
      SimPlan plan,
      SimLog log,
      SimWorld world,
      SimBroker broker,
      SimHeartbeats heartbeats,
      SimApps apps) {
    this.coming = new ArrayDeque<>(plan.faults());
    this.log = log;
    this.world = world;
    this.broker = broker;
    this.heartbeats = heartbeats;
    this.apps = apps;
    this.operators = new SimOperators(log, world);
    this.loads = new SimLoads(log, world, broker);
  }

  /** Does what is due. */
  void stir(long now, List<Supplier<String>> story) {
    endDue(now);
    operators.step(now);
    loads.step(now);
    while (!coming.isEmpty() && coming.peekFirst().at() <= now) {
      SimFault fault = coming.pollFirst();
      story.add(() -> now + " FAULT " + fault);
      strike(now, fault);
    }
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
  }

  private void strike(long now, SimFault fault) {
    Random random = fault.random();
    switch (fault.kind()) {
      case KILL -> withContainer(random, c -> world.engineOf(c.id).kill(now, c, KILLED));
      case OOM -> withContainer(random, c -> world.engineOf(c.id).runOutOfMemory(now, c));
      case HANG -> withContainer(random, c -> hang(now, c));
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
      case STALE_FACT -> repeatOldFact(now, random);
      case CUT_BEATS -> cutBeats(now, random);
      case REPORT -> operators.report(now, anyModule(random));
      case RESTART -> operators.restart(now, anyModule(random));
      case ADD_WORKER -> operators.addWorker(now, anyModule(random));
      case CHANGE -> operators.change(now, anyModule(random));
      case SCALE -> operators.scale(now, anyModule(random), random);
      case HOLD -> operators.hold(now, anyModule(random), random);
      case RELEASE -> operators.release(now, anyModule(random));
      case OPERATOR_STOP -> withContainer(random, c -> operators.stop(now, c));
      case PAUSE -> {
        long until = now + random.nextInt(120_000);
        withContainer(random, c -> operators.pause(now, c, until));
      }
      case LOAD_WAVE -> loads.wave(anyModule(random), now + 30_000 + random.nextInt(120_000));
      case ALL_KILLED -> {
        // All in one process, killed: it comes back before its executor knows what it finds.
        long back = now + 1_000L + random.nextInt(200_000);
        world.executors.getFirst().crash(back + 50 + random.nextInt(5_000));
        apps.leave(now, back);
      }
      case ROUSE_AWAY -> apps.leave(now, now + 500L + random.nextInt(90_000));
      case APP_KILLED -> apps.kill(now, random);
      case APP_JOINS -> apps.rebalance(now, random);
      case APP_FREEZES -> apps.freeze(now, random);
      case ABORT -> apps.abort();
      case UPGRADE -> apps.upgrade(now, random.nextBoolean());
      case BROKER_AWAY -> {
        if (clockSetAt + SHOWN_MS < now) {
          brokerBackAt = now + SHORTEST_MS + random.nextInt(40_000);
          broker.leave(brokerBackAt);
          heartbeats.reconnect();
        }
      }
      case CLOCK_SET -> {
        // Where the broker is a container, it may be away whenever its clock is set.
        if (brokerBackAt + SHOWN_MS < now && world.control() == null) {
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
    }
  }

  /** What neither beats itself nor has a check is not known to hang; it ends. */
  private void hang(long now, SimContainer c) {
    c.hung = true;
    c.faulted = true;
    boolean ticks = c.id.module().equals(SimControlPlane.STREAMS);
    if (!c.beatsItself() && !c.spec.healthcheck() && !ticks) {
      world.engineOf(c.id).kill(now, c, CRASHED);
    }
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
      log.send(now, "stale-" + repeats++, old.get(random.nextInt(old.size())));
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

  /** No more trouble; whoever was stopped or held is released. */
  void end(long now) {
    coming.clear();
    world.broken.clear();
    world.crashing.clear();
    world.faultsOn = false;
    operators.end(now);
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
