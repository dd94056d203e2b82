package rouse.core.check;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/** What facts have told of the platform: what runs, what has ended, and what is left alone. */
final class SimFleet {
  private final Set<InstanceId> everReady = new HashSet<>();
  private final Set<InstanceId> knownDead = new HashSet<>();
  private final Set<InstanceId> stopped = new HashSet<>();
  private final Set<InstanceId> paused = new HashSet<>();
  private final Set<InstanceId> silent = new HashSet<>();

  /** What is no longer wanted. */
  private final Set<InstanceId> gone = new HashSet<>();

  /** What there was when somebody held its module, and until when that holds. */
  private final Map<InstanceId, Instant> held = new HashMap<>();

  private final Map<InstanceId, Long> runs = new HashMap<>();
  private final Map<InstanceId, Long> ordered = new HashMap<>();
  private final Map<InstanceId, String> containers = new HashMap<>();
  private final Map<InstanceId, String> definitions = new HashMap<>();
  private PlatformSpec spec;

  PlatformSpec spec() {
    return spec;
  }

  ModuleSpec module(InstanceId id) {
    return spec.module(id.module()).orElseThrow();
  }

  /** Instances whose definition the declaration changes. */
  List<InstanceId> changedBy(Fact.PlatformDeclared fact) {
    PlatformSpec now = byOwners(fact);
    return runs.keySet().stream()
        .filter(i -> spec != null && !now.module(i.module()).equals(spec.module(i.module())))
        .toList();
  }

  /** Each host's own file says what its modules are. */
  private PlatformSpec byOwners(Fact.PlatformDeclared f) {
    List<ModuleSpec> modules =
        f.spec().modules().stream()
            .map(
                m ->
                    spec == null || m.host() == null || m.host().equals(f.host().id())
                        ? m
                        : spec.module(m.name()).orElse(m))
            .toList();
    return new PlatformSpec(f.spec().name(), modules, f.spec().alertsTo());
  }

  /** Log time went back: what lay so far ahead lies as far ahead. */
  void clockSet(Duration by) {
    held.replaceAll((id, until) -> until.equals(Instant.MAX) ? until : until.plus(by));
  }

  /** Whether it tells of a run that was not known. */
  boolean isNewRun(Fact fact) {
    return switch (fact) {
      case Fact.ContainerStarted f -> isAnother(f);
      case Fact.InstanceHeard f -> f.incarnation() > newest(f);
      case Fact.ContainerDied f -> f.incarnation() > newest(f);
      default -> false;
    };
  }

  /** An executor that crashed carries out its command once more, with the same incarnation. */
  boolean isAnother(Fact.ContainerStarted fact) {
    InstanceId id = fact.instance();
    boolean dead = knownDead.contains(id) || stopped.contains(id);
    boolean same = fact.containerId().equals(containers.getOrDefault(id, fact.containerId()));
    return fact.incarnation() > newest(fact)
        || (fact.incarnation() == newest(fact) && (dead || !same));
  }

  long newest(Fact.OfInstance fact) {
    return runs.getOrDefault(fact.instance(), 0L);
  }

  void take(Instant at, Fact fact) {
    hearSilence(fact);
    switch (fact) {
      case Fact.PlatformDeclared f -> spec = byOwners(f);
      case Fact.ContainerStoppedByOperator f -> {
        stopped.add(f.instance());
        paused.remove(f.instance());
      }
      case Fact.ContainerPaused f -> {
        if (f.containerId().equals(containers.get(f.instance()))) {
          paused.add(f.instance());
        }
      }
      case Fact.ContainerUnpaused f -> paused.remove(f.instance());
      case Fact.HoldRequested f -> {
        Instant until = f.lasts() == null ? Instant.MAX : at.plus(f.lasts());
        wantedOf(f.module()).forEach(i -> held.put(i, until));
      }
      case Fact.ReleaseRequested f -> {
        // Nobody listened to what was held.
        silent.removeIf(i -> isHeld(i) && i.module().equals(f.module()));
        held.keySet().removeIf(i -> i.module().equals(f.module()));
      }
      case Fact.TimePassed f -> {
        silent.removeIf(i -> isHeld(i) && !held.get(i).isAfter(at));
        held.values().removeIf(until -> !until.isAfter(at));
      }
      case Fact.CommandSucceeded f -> {
        if (f.result().equals("retired")) {
          retired(f.instance());
        }
      }
      case Fact.ContainerStarted f -> started(f);
      case Fact.InstanceHeard f -> {
        everReady.add(f.instance());
        if (f.incarnation() > newest(f)) {
          runs.put(f.instance(), f.incarnation());
          knownDead.remove(f.instance());
        }
      }
      case Fact.ContainerDied f -> died(f);
      default -> {}
    }
  }

  private void started(Fact.ContainerStarted f) {
    if (isAnother(f)) {
      paused.remove(f.instance());
    }
    if (f.incarnation() >= newest(f)) {
      runs.put(f.instance(), f.incarnation());
      definitions.put(f.instance(), f.definition());
      containers.put(f.instance(), f.containerId());
      knownDead.remove(f.instance());
      stopped.remove(f.instance());
      if (!beatsItself(f.instance()) && !completes(f.instance())) {
        everReady.add(f.instance());
      }
    }
  }

  private void died(Fact.ContainerDied f) {
    if (f.incarnation() > newest(f)) {
      runs.put(f.instance(), f.incarnation());
    }
    if (completes(f.instance()) && f.exitCode() == 0) {
      everReady.add(f.instance());
    } else if (f.incarnation() >= newest(f)) {
      knownDead.add(f.instance());
      paused.remove(f.instance());
    }
  }

  private void hearSilence(Fact fact) {
    if (fact instanceof Fact.InstanceSilent f
        && beatsItself(f.instance())
        && f.incarnation() >= newest(f)) {
      silent.add(f.instance());
    } else if (fact instanceof Fact.OfInstance f && endsSilence(f)) {
      silent.remove(f.instance());
    }
  }

  /** That its container runs still is told by executors that start, and says nothing of beats. */
  private boolean endsSilence(Fact.OfInstance fact) {
    return switch (fact) {
      case Fact.InstanceHeard f -> true;
      case Fact.ContainerDied f -> f.incarnation() >= newest(f);
      case Fact.ContainerStoppedByOperator f -> f.incarnation() >= newest(f);
      case Fact.ContainerPaused f -> f.incarnation() >= newest(f);
      case Fact.ContainerStarted f -> isAnother(f);
      case Fact.CommandSucceeded f -> f.result().equals("retired") || f.incarnation() > newest(f);
      default -> false;
    };
  }

  void issued(Decision.CommandIssued issued) {
    ordered.put(issued.instance(), issued.command().incarnation());
  }

  void wanted(InstanceId id) {
    gone.remove(id);
  }

  void retired(InstanceId id) {
    gone.add(id);
    held.remove(id);
    paused.remove(id);
  }

  /** What runs or is about to. */
  Map<InstanceId, Long> present(Set<InstanceId> commanded) {
    Map<InstanceId, Long> present = new HashMap<>(runs);
    present.putAll(ordered);
    present
        .keySet()
        .removeIf(i -> gone.contains(i) || isHeld(i) || (isDown(i) && !commanded.contains(i)));
    return present;
  }

  /** What serves as far as anybody wants it to. */
  Map<InstanceId, Long> serving() {
    Map<InstanceId, Long> serving = new HashMap<>(runs);
    serving.keySet().removeIf(i -> stopped.contains(i) || gone.contains(i) || isHeld(i));
    return serving;
  }

  /** The highest incarnation that was ordered. */
  long ordered(InstanceId id) {
    return ordered.getOrDefault(id, 0L);
  }

  /** Null while it is not known to have run. */
  Long run(InstanceId id) {
    return runs.get(id);
  }

  List<InstanceId> instancesOf(String module) {
    return runs.keySet().stream().filter(id -> id.module().equals(module)).toList();
  }

  /** What was ordered, here or by an executor, and is not gone. */
  List<InstanceId> wantedOf(String module) {
    return Stream.concat(ordered.keySet().stream(), runs.keySet().stream())
        .distinct()
        .filter(i -> !gone.contains(i) && i.module().equals(module))
        .toList();
  }

  boolean isDown(InstanceId id) {
    return !runs.containsKey(id) || knownDead.contains(id) || stopped.contains(id);
  }

  boolean isChanged(InstanceId id) {
    return !module(id).definition().equals(definitions.get(id));
  }

  boolean isHeld(InstanceId id) {
    return held.containsKey(id);
  }

  boolean isPaused(InstanceId id) {
    return paused.contains(id);
  }

  boolean isStopped(InstanceId id) {
    return stopped.contains(id);
  }

  boolean isGone(InstanceId id) {
    return gone.contains(id);
  }

  boolean isDead(InstanceId id) {
    return knownDead.contains(id);
  }

  boolean isSilent(InstanceId id) {
    return silent.contains(id);
  }

  boolean isAnySilent() {
    return !silent.isEmpty();
  }

  boolean wasEverReady(InstanceId id) {
    return everReady.contains(id);
  }

  boolean beatsItself(InstanceId id) {
    return spec != null
        && spec.module(id.module())
            .filter(m -> m.heartbeat().source() == HeartbeatPolicy.Source.SELF)
            .isPresent();
  }

  private boolean completes(InstanceId id) {
    return spec != null && spec.module(id.module()).filter(ModuleSpec::completes).isPresent();
  }
}
