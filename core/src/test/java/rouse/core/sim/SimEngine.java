package rouse.core.sim;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.InstanceId;

/**
 * A virtual Docker engine: its containers, what happens to them, and what it tells the executor of
 * that, which hears it at once when it is there.
 */
final class SimEngine {
  private static final int KILLED = 137;
  private static final int STOPPED = 143;

  /** What ends by itself runs for so long. */
  private static final int SHORTEST_RUN_MS = 300;

  private final SimExecutor executor;
  private final SimWorld world;
  private final Map<InstanceId, SimContainer> containers = new HashMap<>();

  /** Null after a change: most steps change none. */
  private List<SimContainer> sorted;

  SimEngine(SimExecutor executor, SimWorld world) {
    this.executor = executor;
    this.world = world;
  }

  /** Null when there is none. */
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

  void remove(InstanceId id) {
    containers.remove(id);
    changed();
  }

  void run(SimContainer c) {
    containers.put(c.id, c);
    changed();
  }

  private void changed() {
    sorted = null;
    world.containersChange();
  }

  /** The machine is gone, with all that runs on it. */
  void stop(long now) {
    containers().stream().filter(c -> c.running).forEach(c -> kill(now, c, KILLED));
  }

  void kill(long now, SimContainer c, int exitCode) {
    c.faulted |= !c.spec.completes() || exitCode != 0;
    c.end(exitCode, now);
    if (executor.up) {
      died(now, c);
    }
  }

  /** The kernel ends what takes too much memory. */
  void runOutOfMemory(long now, SimContainer c) {
    c.outOfMemory = true;
    kill(now, c, KILLED);
  }

  void stoppedByOperator(long now, SimContainer c) {
    c.faulted = true;
    c.end(STOPPED, now);
    executor.tell(
        now,
        "stopped/" + c.containerId + "/" + now,
        new Fact.ContainerStoppedByOperator(c.id, c.incarnation, c.containerId, executor.host));
  }

  /** Somebody pauses it, or unpauses it; told at once, or by the next look of an executor. */
  void pause(long now, SimContainer c, boolean paused) {
    c.paused = paused;
    // Nobody tells of it now: it is not heard, and looks as if it hung.
    c.faulted |= !executor.up;
    if (executor.up) {
      pauseIs(now, c);
    }
  }

  /** What an executor that starts finds. */
  void report(long now) {
    for (SimContainer c : containers()) {
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
  }

  void started(long now, SimContainer c) {
    executor.tell(
        now,
        "started/" + c.containerId + "/" + c.startedAt,
        new Fact.ContainerStarted(
            c.id, c.incarnation, c.containerId, "10.0.0.1", c.definition, null, executor.host));
  }

  private void died(long now, SimContainer c) {
    executor.tell(
        now,
        "died/" + c.containerId + "/" + c.endedAt,
        new Fact.ContainerDied(
            c.id, c.incarnation, c.containerId, c.exitCode, c.outOfMemory, executor.host));
  }

  private void pauseIs(long now, SimContainer c) {
    executor.tell(
        now,
        (c.paused ? "paused/" : "unpaused/") + c.containerId + "/" + world.number(),
        c.paused
            ? new Fact.ContainerPaused(c.id, c.incarnation, c.containerId, executor.host)
            : new Fact.ContainerUnpaused(c.id, c.incarnation, c.containerId, executor.host));
  }

  private void healthIs(long now, SimContainer c) {
    executor.tell(
        now,
        "health/" + c.containerId + "/" + world.number(),
        new Fact.HealthChanged(c.id, c.incarnation, c.health, "docker"));
  }

  /** Containers that end by themselves, and health checks. */
  void step(long now) {
    for (SimContainer c : containers()) {
      boolean old = now - c.startedAt > SHORTEST_RUN_MS;
      check(now, c);
      if (c.running && !c.paused && old) {
        if (world.crashing.contains(c.id.module())) {
          kill(now, c, 1);
        } else if (c.spec.completes()) {
          kill(now, c, 0);
        }
      }
    }
  }

  /** Docker checks what has a check; told at once, or by the next look of an executor. */
  private void check(long now, SimContainer c) {
    boolean judged = c.spec.healthcheck() && c.running && !c.paused && now >= c.firstBeatAt;
    Health health = c.hung ? Health.UNHEALTHY : Health.HEALTHY;
    if (judged && c.health != health) {
      c.health = health;
      if (executor.up) {
        healthIs(now, c);
      }
    }
  }
}
