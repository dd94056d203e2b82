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
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.check.SimFollowing;

/** The hosts with their executors, and what is true of what runs there. */
final class SimWorld {
  final List<SimExecutor> executors = new ArrayList<>();
  final Set<String> broken = new HashSet<>();
  final Set<String> crashing = new HashSet<>();

  /** When operators last wanted all of a module restarted that had been ordered by then. */
  final Map<String, Long> restartWished = new HashMap<>();

  final List<String> falseRestarts = new ArrayList<>();
  final SimBroker broker;
  PlatformSpec spec;
  boolean faultsOn = true;
  private int made;

  /** Null after a change: most steps change none. */
  private List<SimContainer> sorted;

  /** When the log last told that a container of a module runs, whatever has become of it. */
  private final Map<String, Long> started = new HashMap<>();

  private final Set<String> told = new HashSet<>();

  SimWorld(Random random, SimBroker broker, SimLog log, PlatformSpec spec) {
    this.broker = broker;
    this.spec = spec;
    List<String> hosts =
        spec.modules().stream().map(ModuleSpec::host).filter(h -> h != null).distinct().toList();
    for (String host : hosts.isEmpty() ? List.of("host-1") : hosts) {
      boolean controls = executors.isEmpty() && spec.module(SimControlPlane.BROKER).isPresent();
      executors.add(new SimExecutor(this, host, new Random(random.nextLong()), log, controls));
    }
  }

  /** A number that nothing else has. */
  int number() {
    return made++;
  }

  /** Null when the broker and the streams app are no containers of the platform. */
  SimControlPlane control() {
    return executors.getFirst().control;
  }

  SimExecutor any(Random random) {
    return executors.get(random.nextInt(executors.size()));
  }

  SimExecutor executorOf(InstanceId id) {
    if (executors.size() > 1) {
      ModuleSpec module = specOf(id);
      for (SimExecutor each : executors) {
        if (each.looksAfter(module)) {
          return each;
        }
      }
    }
    return executors.getFirst();
  }

  SimEngine engineOf(InstanceId id) {
    return executorOf(id).engine;
  }

  void receive(long now, long decided, String commandId, Command command) {
    executorOf(command.instance()).receive(now, decided, commandId, command);
  }

  void probe(long now, Decision.HealthProbeOrdered ordered) {
    executorOf(ordered.instance()).probe(now, ordered);
  }

  void work(long now) {
    executors.forEach(e -> e.work(now));
  }

  void declare(long now) {
    executors.forEach(e -> e.declare(now));
  }

  /** Null when there is none. */
  SimContainer container(InstanceId id) {
    return engineOf(id).container(id);
  }

  /** All of them, in the order of their names. */
  List<SimContainer> containers() {
    if (executors.size() == 1) {
      return executors.getFirst().engine.containers();
    }
    if (sorted == null) {
      sorted =
          executors.stream()
              .flatMap(e -> e.engine.containers().stream())
              .sorted(Comparator.comparing(c -> c.id))
              .toList();
    }
    return sorted;
  }

  void containersChange() {
    sorted = null;
  }

  List<SimContainer> containersOf(String module) {
    return containers().stream().filter(c -> c.id.module().equals(module)).toList();
  }

  ModuleSpec specOf(InstanceId id) {
    return spec.module(id.module()).orElseThrow();
  }

  /**
   * Something that runs is about to be replaced.
   *
   * @param decided when that was decided: what was done to it since is no reason
   */
  void judge(long now, long decided, SimContainer old) {
    boolean wished =
        old == null
            || restartWished.getOrDefault(old.id.module(), -1L) >= old.orderedAt
            || hasOutlivedADependency(old)
            || !old.definition.equals(specOf(old.id).definition());
    if (!wished && (old.beats(now) || old.paused) && !old.isSuspect(decided)) {
      falseRestarts.add(old.id + " incarnation " + old.incarnation + " at " + now);
    }
  }

  void told(long at, Fact.ContainerStarted fact) {
    if (told.add(fact.containerId())) {
      started.put(fact.instance().module(), at);
    }
  }

  /**
   * What it follows was told to run after it had been ordered, and may have been retired since.
   * Which of the two containers is older, the log does not show.
   */
  private boolean hasOutlivedADependency(SimContainer old) {
    return started.entrySet().stream()
        .filter(s -> s.getValue() >= old.orderedAt)
        .anyMatch(s -> SimFollowing.isReplacedWith(spec, old.id.module(), s.getKey()));
  }
}
