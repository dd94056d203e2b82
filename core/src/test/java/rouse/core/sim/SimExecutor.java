package rouse.core.sim;

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
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.check.SimFollowing;
import rouse.core.decide.Scenario;

/**
 * A virtual Docker host with its executor, which may lose commands and outcomes and crash at any
 * point.
 */
final class SimExecutor {
  private static final double OUTCOME_LOST = 0.03;
  private static final double CRASH_IN_COMMAND = 0.01;
  private static final double COMMAND_LOST = 0.03;
  final Map<InstanceId, SimContainer> containers = new HashMap<>();
  final Set<String> broken = new HashSet<>();
  final Set<String> crashing = new HashSet<>();

  /** When operators last wanted all of a module restarted that had been ordered by then. */
  final Map<String, Long> restartWished = new HashMap<>();

  final List<String> falseRestarts = new ArrayList<>();
  private final Random random;
  private final SimLog log;
  private final List<Pending> inbox = new ArrayList<>();
  PlatformSpec spec;
  boolean up = true;
  boolean faultsOn = true;
  private long made;

  private record Pending(String commandId, Command command, long decided, long due) {}

  SimExecutor(Random random, SimLog log, PlatformSpec spec) {
    this.random = random;
    this.log = log;
    this.spec = spec;
  }

  /**
   * @param decided time of the fact that it follows from: whoever decides may have been away
   */
  void receive(long now, long decided, String commandId, Command command) {
    boolean lost = faultsOn && random.nextDouble() < COMMAND_LOST;
    if (!lost) {
      inbox.add(new Pending(commandId, command, decided, now + 10 + random.nextInt(400)));
    }
  }

  List<SimContainer> sorted() {
    return containers.values().stream().sorted(Comparator.comparing(c -> c.id)).toList();
  }

  List<SimContainer> containersOf(String module) {
    return sorted().stream().filter(c -> c.id.module().equals(module)).toList();
  }

  void crash() {
    up = false;
  }

  /** Comes back, says what it finds, and declares the platform; then goes on with its commands. */
  void restart(long now) {
    up = true;
    sorted().forEach(c -> report(now, c));
    declare(now);
  }

  void declare(long now) {
    log.send(now, "declared-" + made++, new Fact.PlatformDeclared(spec, Scenario.HOST));
  }

  private void report(long now, SimContainer c) {
    if (c.running) {
      started(now, c);
      pauseIs(now, c);
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
        new Fact.ContainerStoppedByOperator(c.id, c.incarnation, c.containerId, Scenario.HOST));
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
        (c.paused ? "paused/" : "unpaused/") + c.containerId + "/" + made++,
        c.paused
            ? new Fact.ContainerPaused(c.id, c.incarnation, c.containerId, Scenario.HOST)
            : new Fact.ContainerUnpaused(c.id, c.incarnation, c.containerId, Scenario.HOST));
  }

  /** Containers that end by themselves, and commands that are due. */
  void work(long now) {
    for (SimContainer c : sorted()) {
      boolean old = now - c.startedAt > 300;
      if (c.paused) {
        continue;
      }
      if (c.running && old && crashing.contains(c.id.module())) {
        kill(now, c, 1);
      } else if (c.running && old && c.spec.completes()) {
        kill(now, c, 0);
      }
    }
    if (!up) {
      return;
    }
    for (Pending pending : List.copyOf(inbox)) {
      if (up && pending.due() <= now) {
        carryOut(now, pending);
      }
    }
  }

  private void carryOut(long now, Pending pending) {
    Command command = pending.command();
    if (SimLog.instant(now).isAfter(command.deadline())) {
      inbox.remove(pending);
      failed(now, pending, "expired");
      return;
    }
    boolean crashes = faultsOn && random.nextDouble() < CRASH_IN_COMMAND;
    SimContainer there = containers.get(command.instance());
    switch (command) {
      case Command.Retire r -> {
        containers.remove(r.instance());
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
          judge(now, there);
          start(now, pending, crashes);
        }
      }
    }
    if (crashes) {
      crash();
    } else {
      inbox.remove(pending);
    }
  }

  private void judge(long now, SimContainer old) {
    boolean wished =
        old == null
            || restartWished.getOrDefault(old.id.module(), -1L) >= old.orderedAt
            || hasOutlivedADependency(old)
            || !old.definition.equals(specOf(old.id).definition());
    if (!wished && (old.beats(now) || old.paused) && !old.faulted) {
      falseRestarts.add(old.id + " incarnation " + old.incarnation + " at " + now);
    }
  }

  /** What it follows was started after it had been ordered. */
  private boolean hasOutlivedADependency(SimContainer old) {
    return containers.values().stream()
        .filter(c -> c.startedAt >= old.orderedAt)
        .anyMatch(c -> SimFollowing.isReplacedWith(spec, old.id.module(), c.id.module()));
  }

  private void start(long now, Pending pending, boolean crashes) {
    Command command = pending.command();
    containers.remove(command.instance());
    if (broken.contains(command.instance().module())) {
      failed(now, pending, "the image does not start");
      return;
    }
    long boot = 100L + random.nextInt(4000);
    SimContainer c =
        new SimContainer(
            command.instance(),
            specOf(command.instance()),
            command.incarnation(),
            "c" + made++,
            pending.decided(),
            now,
            boot);
    containers.put(c.id, c);
    if (!crashes) {
      started(now, c);
    }
    succeed(now, pending, c.incarnation, "started", c.containerId, crashes);
  }

  private ModuleSpec specOf(InstanceId id) {
    return spec.module(id.module()).orElseThrow();
  }

  private void started(long now, SimContainer c) {
    log.send(
        now,
        "started/" + c.containerId + "/" + c.startedAt,
        new Fact.ContainerStarted(
            c.id, c.incarnation, c.containerId, "10.0.0.1", c.definition, null, Scenario.HOST));
  }

  private void died(long now, SimContainer c) {
    log.send(
        now,
        "died/" + c.containerId + "/" + c.endedAt,
        new Fact.ContainerDied(
            c.id, c.incarnation, c.containerId, c.exitCode, false, Scenario.HOST));
  }

  private void succeed(
      long now, Pending p, long incarnation, String result, String container, boolean crashes) {
    boolean lost = faultsOn && random.nextDouble() < OUTCOME_LOST;
    if (!crashes && !lost) {
      log.send(
          now,
          "outcome/" + p.commandId(),
          new Fact.CommandSucceeded(
              p.commandId(),
              p.command().instance(),
              incarnation,
              result,
              container,
              null,
              Scenario.HOST));
    }
  }

  private void failed(long now, Pending p, String reason) {
    log.send(
        now,
        "outcome/" + p.commandId(),
        new Fact.CommandFailed(
            p.commandId(),
            p.command().instance(),
            p.command().incarnation(),
            reason,
            Scenario.HOST));
  }
}
