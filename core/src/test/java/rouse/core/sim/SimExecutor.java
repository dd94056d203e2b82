package rouse.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.ModuleSpec;

/**
 * A virtual host with its executor, which may lose commands and outcomes and crash at any point.
 */
final class SimExecutor {
  private static final double OUTCOME_LOST = 0.03;
  private static final double CRASH_IN_COMMAND = 0.01;
  private static final double COMMAND_LOST = 0.03;

  /** One container of so many takes long to start. */
  private static final int SLOW = 12;

  final HostId host;
  final SimEngine engine;
  private final SimWorld world;
  private final Random random;
  private final SimLog log;
  private final List<Pending> inbox = new ArrayList<>();
  private final SimSecondLook secondLook = new SimSecondLook();
  private final SimProbeLane probes;

  /** Null where the executor looks after nothing by itself. */
  final SimControlPlane control;

  boolean up = true;
  private long backAt;

  /**
   * @param local given by the decider in this executor
   */
  private record Pending(
      String commandId, Command command, long decided, long due, boolean local) {}

  SimExecutor(SimWorld world, String host, Random random, SimLog log, boolean controls) {
    this.world = world;
    this.host = new HostId(host);
    this.random = random;
    this.log = log;
    this.engine = new SimEngine(this, world);
    this.probes = new SimProbeLane(this, new Random(random.nextLong()), log);
    this.control = controls ? new SimControlPlane(this, world, log) : null;
  }

  boolean looksAfter(ModuleSpec module) {
    return module.host() == null || module.host().equals(host.id());
  }

  /**
   * @param decided time of the fact that it follows from: whoever decides may have been away
   */
  void receive(long now, long decided, String commandId, Command command) {
    boolean lost = world.faultsOn && random.nextDouble() < COMMAND_LOST;
    if (!lost) {
      inbox.add(new Pending(commandId, command, decided, soon(now), false));
    }
  }

  /** Of the decider in this process, which ends with it. */
  void receiveLocal(long now, String commandId, Command command) {
    if (inbox.stream().noneMatch(p -> p.commandId().equals(commandId))) {
      inbox.add(new Pending(commandId, command, now, soon(now), true));
    }
  }

  private long soon(long now) {
    return now + 10 + random.nextInt(400);
  }

  void probe(long now, Decision.HealthProbeOrdered ordered) {
    if (up) {
      probes.receive(now, ordered);
    }
  }

  /** Ends; comes back after a while. */
  void crash(long back) {
    up = false;
    backAt = back;
    probes.clear();
    inbox.removeIf(Pending::local);
    if (control != null) {
      control.crash();
    }
  }

  /** The machine is gone for a while, with all that runs on it. */
  void lose(long now, long back) {
    crash(back);
    engine.stop(now);
  }

  /** Comes back, says what it finds, and declares the platform; then goes on with its commands. */
  private void restart(long now) {
    up = true;
    engine.report(now);
    if (control != null) {
      control.resume(now);
    }
    declare(now);
  }

  void declare(long now) {
    log.send(now, "declared-" + world.number(), new Fact.PlatformDeclared(world.spec, host));
    if (control != null) {
      control.declare();
    }
  }

  /** What happens to containers, and commands that are due. */
  void work(long now) {
    if (backAt > 0 && backAt <= now) {
      backAt = 0;
      restart(now);
    }
    engine.step(now);
    if (!up) {
      return;
    }
    probes.step(now);
    if (control != null) {
      control.step(now);
    }
    for (Pending pending : inbox.isEmpty() ? List.<Pending>of() : List.copyOf(inbox)) {
      if (up && pending.due() <= now) {
        carryOut(now, pending);
      }
    }
  }

  private void carryOut(long now, Pending pending) {
    Command command = pending.command();
    if (SimLog.instant(world.broker.stamp(now)).isAfter(command.deadline())) {
      inbox.remove(pending);
      failed(now, pending, "expired");
      return;
    }
    boolean crashes = world.faultsOn && random.nextDouble() < CRASH_IN_COMMAND;
    SimContainer there = engine.container(command.instance());
    boolean retires = command instanceof Command.Retire;
    if (there != null && !retires && isDone(now, pending, there, crashes)) {
      return;
    }
    switch (command) {
      case Command.Retire r -> {
        engine.remove(r.instance());
        succeed(now, pending, r.incarnation(), "retired", null, crashes);
      }
      case Command.EnsureRunning e -> {
        if (there != null && there.running) {
          succeed(now, pending, there.incarnation, "already-running", there.containerId, crashes);
        } else {
          start(now, pending, crashes);
        }
      }
      case Command.Replace r -> {
        if (there != null && there.paused && !r.overrulesPause()) {
          failed(now, pending, Fact.CommandFailed.PAUSED);
        } else {
          Optional<String> spared =
              secondLook.refuses(r, there, SimLog.instant(world.broker.stamp(now)));
          if (spared.isPresent()) {
            failed(now, pending, spared.get());
          } else {
            world.judge(now, pending.decided(), there);
            start(now, pending, crashes);
          }
        }
      }
      case Command.Probe p -> throw new AssertionError("has a lane of its own: " + p);
    }
    over(now, pending, crashes);
  }

  private void over(long now, Pending pending, boolean crashes) {
    if (crashes) {
      crash(now + 500 + random.nextInt(60_000));
    } else {
      inbox.remove(pending);
    }
  }

  /** A process before this one may have carried it out: then what came of it is a fact already. */
  private boolean isDone(long now, Pending pending, SimContainer there, boolean crashes) {
    long wanted = pending.command().incarnation();
    boolean ofIt = there.commandId.equals(pending.commandId());
    boolean newer = there.incarnation > wanted;
    if (newer && !there.running) {
      failed(now, pending, "incarnation " + there.incarnation + " was there already");
    } else if (newer || (there.incarnation == wanted && (there.running || ofIt))) {
      String result = newer ? "newer-running" : ofIt ? "started" : "already-running";
      succeed(now, pending, there.incarnation, result, there.containerId, crashes);
    } else {
      return false;
    }
    over(now, pending, crashes);
    return true;
  }

  private void start(long now, Pending pending, boolean crashes) {
    Command command = pending.command();
    engine.remove(command.instance());
    if (world.broken.contains(command.instance().module())) {
      failed(now, pending, "the image does not start");
      return;
    }
    boolean slow = random.nextInt(SLOW) == 0;
    long boot = 100L + random.nextInt(slow ? 15_000 : 4_000);
    SimContainer c =
        new SimContainer(
            command.instance(),
            world.specOf(command.instance()),
            command.incarnation(),
            "c" + world.number(),
            pending.commandId(),
            pending.decided(),
            now,
            boot);
    engine.run(c);
    if (!crashes) {
      engine.started(now, c);
    }
    succeed(now, pending, c.incarnation, "started", c.containerId, crashes);
  }

  /** What the engine told. */
  void tell(long now, String id, Fact fact) {
    log.send(now, id, fact);
    if (control != null) {
      control.take(id, fact);
    }
  }

  private void answer(long now, Pending pending, Fact outcome) {
    String id = "outcome/" + pending.commandId();
    if (pending.local()) {
      control.take(id, outcome);
    } else {
      log.send(now, id, outcome);
    }
  }

  private void succeed(
      long now, Pending p, long incarnation, String result, String container, boolean crashes) {
    boolean lost = world.faultsOn && random.nextDouble() < OUTCOME_LOST;
    if (!crashes && !lost) {
      answer(
          now,
          p,
          new Fact.CommandSucceeded(
              p.commandId(), p.command().instance(), incarnation, result, container, null, host));
    }
  }

  private void failed(long now, Pending p, String reason) {
    answer(
        now,
        p,
        new Fact.CommandFailed(
            p.commandId(), p.command().instance(), p.command().incarnation(), reason, host));
  }
}
