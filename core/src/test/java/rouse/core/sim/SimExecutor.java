package rouse.core.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;

/**
 * A virtual Docker host with its executor, which may lose commands and outcomes and crash at any
 * point.
 */
final class SimExecutor {
  private static final double OUTCOME_LOST = 0.03;
  private static final double CRASH_IN_COMMAND = 0.01;
  private static final double COMMAND_LOST = 0.03;
  private final Map<InstanceId, SimContainer> containers = new HashMap<>();

  /** Null after a change: most steps change none. */
  private List<SimContainer> sorted;

  final HostId host;
  private final SimWorld world;
  private final Random random;
  private final SimLog log;
  private final List<Pending> inbox = new ArrayList<>();
  private final Set<InstanceId> asked = new HashSet<>();
  boolean up = true;
  private long backAt;

  private record Pending(String commandId, Command command, long decided, long due) {}

  SimExecutor(SimWorld world, String host, Random random, SimLog log) {
    this.world = world;
    this.host = new HostId(host);
    this.random = random;
    this.log = log;
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
      inbox.add(new Pending(commandId, command, decided, now + 10 + random.nextInt(400)));
    }
  }

  SimContainer container(InstanceId id) {
    return containers.get(id);
  }

  /** All of them, in the order of their names. */
  List<SimContainer> containers() {
    if (sorted == null) {
      sorted = containers.values().stream().sorted(Comparator.comparing(c -> c.id)).toList();
    }
    return sorted;
  }

  private void changed() {
    sorted = null;
    world.containersChange();
  }

  /** Ends; comes back after a while. */
  void crash(long back) {
    up = false;
    backAt = back;
  }

  /** The machine is gone for a while, with all that runs on it. */
  void lose(long now, long back) {
    crash(back);
    containers().stream().filter(c -> c.running).forEach(c -> kill(now, c, 137));
  }

  /** Comes back, says what it finds, and declares the platform; then goes on with its commands. */
  void restart(long now) {
    up = true;
    containers().forEach(c -> report(now, c));
    declare(now);
  }

  void declare(long now) {
    log.send(now, "declared-" + world.number(), new Fact.PlatformDeclared(world.spec, host));
  }

  private void report(long now, SimContainer c) {
    if (c.running) {
      started(now, c);
      pauseIs(now, c);
      if (c.health != null) {
        healthIs(now, c);
      }
    } else {
      died(now, c);
    }
  }

  void kill(long now, SimContainer c, int exitCode) {
    c.faulted |= !c.spec.completes() || exitCode != 0;
    c.end(exitCode, now);
    if (up) {
      died(now, c);
    }
  }

  void stoppedByOperator(long now, SimContainer c) {
    c.faulted = true;
    c.end(143, now);
    log.send(
        now,
        "stopped/" + c.containerId + "/" + now,
        new Fact.ContainerStoppedByOperator(c.id, c.incarnation, c.containerId, host));
  }

  /** Somebody pauses it, or unpauses it; told at once, or by the next look of an executor. */
  void pause(long now, SimContainer c, boolean paused) {
    c.paused = paused;
    // Nobody tells of it now: it is not heard, and looks as if it hung.
    c.faulted |= !up;
    if (up) {
      pauseIs(now, c);
    }
  }

  private void pauseIs(long now, SimContainer c) {
    log.send(
        now,
        (c.paused ? "paused/" : "unpaused/") + c.containerId + "/" + world.number(),
        c.paused
            ? new Fact.ContainerPaused(c.id, c.incarnation, c.containerId, host)
            : new Fact.ContainerUnpaused(c.id, c.incarnation, c.containerId, host));
  }

  /** Docker checks what has a check; told at once, or by the next look of an executor. */
  private void check(long now, SimContainer c) {
    boolean judged = c.spec.healthcheck() && c.running && !c.paused && now >= c.firstBeatAt;
    Health health = c.hung ? Health.UNHEALTHY : Health.HEALTHY;
    if (judged && c.health != health) {
      c.health = health;
      if (up) {
        healthIs(now, c);
      }
    }
  }

  private void healthIs(long now, SimContainer c) {
    log.send(
        now,
        "health/" + c.containerId + "/" + world.number(),
        new Fact.HealthChanged(c.id, c.incarnation, c.health, "docker"));
  }

  /** Containers that end by themselves, and commands that are due. */
  void work(long now) {
    if (backAt > 0 && backAt <= now) {
      backAt = 0;
      restart(now);
    }
    for (SimContainer c : containers()) {
      boolean old = now - c.startedAt > 300;
      check(now, c);
      if (c.paused) {
        continue;
      }
      if (c.running && old && world.crashing.contains(c.id.module())) {
        kill(now, c, 1);
      } else if (c.running && old && c.spec.completes()) {
        kill(now, c, 0);
      }
    }
    if (!up) {
      return;
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
    SimContainer there = containers.get(command.instance());
    switch (command) {
      case Command.Retire r -> {
        containers.remove(r.instance());
        changed();
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
        if (there != null && there.running && there.incarnation >= r.incarnation()) {
          succeed(now, pending, there.incarnation, "already-running", there.containerId, crashes);
        } else if (there != null && there.paused && !r.overrulesPause()) {
          failed(now, pending, Fact.CommandFailed.PAUSED);
        } else {
          String spared = spared(now, r, there);
          if (spared == null) {
            world.judge(now, pending.decided(), there);
            start(now, pending, crashes);
          } else {
            failed(now, pending, spared);
          }
        }
      }
      // Nobody answers: what is silent is replaced after its second.
      case Command.Probe p -> {}
    }
    if (crashes) {
      crash(now + 500 + random.nextInt(60_000));
    } else {
      inbox.remove(pending);
    }
  }

  /** Why what runs is left alone, as a real one finds out before it stops anything. */
  private String spared(long now, Command.Replace command, SimContainer there) {
    if (command.accused() == null || there == null || !there.running) {
      return null;
    }
    boolean healthy = there.spec.healthcheck() && there.health == Health.HEALTHY;
    if (command.accused().of().equals(Command.Accusation.UNHEALTHY)) {
      return healthy ? Fact.CommandFailed.HEALTHY_AGAIN : null;
    }
    Instant stamp = SimLog.instant(world.broker.stamp(now));
    boolean answered = asked.remove(command.instance());
    boolean old = stamp.isAfter(command.accused().at().plusSeconds(3));
    if (old && !answered) {
      asked.add(command.instance());
      return Fact.CommandFailed.WAITED;
    }
    return null;
  }

  private void start(long now, Pending pending, boolean crashes) {
    Command command = pending.command();
    containers.remove(command.instance());
    changed();
    if (world.broken.contains(command.instance().module())) {
      failed(now, pending, "the image does not start");
      return;
    }
    long boot = 100L + random.nextInt(4000);
    SimContainer c =
        new SimContainer(
            command.instance(),
            world.specOf(command.instance()),
            command.incarnation(),
            "c" + world.number(),
            pending.decided(),
            now,
            boot);
    containers.put(c.id, c);
    changed();
    world.starts(c);
    if (!crashes) {
      started(now, c);
    }
    succeed(now, pending, c.incarnation, "started", c.containerId, crashes);
  }

  private void started(long now, SimContainer c) {
    log.send(
        now,
        "started/" + c.containerId + "/" + c.startedAt,
        new Fact.ContainerStarted(
            c.id, c.incarnation, c.containerId, "10.0.0.1", c.definition, null, host));
  }

  private void died(long now, SimContainer c) {
    log.send(
        now,
        "died/" + c.containerId + "/" + c.endedAt,
        new Fact.ContainerDied(c.id, c.incarnation, c.containerId, c.exitCode, false, host));
  }

  private void succeed(
      long now, Pending p, long incarnation, String result, String container, boolean crashes) {
    boolean lost = world.faultsOn && random.nextDouble() < OUTCOME_LOST;
    if (!crashes && !lost) {
      log.send(
          now,
          "outcome/" + p.commandId(),
          new Fact.CommandSucceeded(
              p.commandId(), p.command().instance(), incarnation, result, container, null, host));
    }
  }

  private void failed(long now, Pending p, String reason) {
    log.send(
        now,
        "outcome/" + p.commandId(),
        new Fact.CommandFailed(
            p.commandId(), p.command().instance(), p.command().incarnation(), reason, host));
  }
}
