package rouse.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;

/**
 * What must hold after every fact, judged from facts, decisions and nothing that the decider
 * thinks.
 */
public final class SimChecker {
  /** So many beats prove that an incarnation lives. */
  private static final int PROOF = 3;

  private final Set<String> known = new HashSet<>();
  private final Map<InstanceId, Long> highest = new HashMap<>();
  private final Map<InstanceId, Command> open = new HashMap<>();
  private final Map<InstanceId, Instant> deadlines = new HashMap<>();
  private final Map<InstanceId, String> openIds = new HashMap<>();
  private final Set<InstanceId> everReady = new HashSet<>();
  private final Set<InstanceId> knownDead = new HashSet<>();
  private final Set<InstanceId> stopped = new HashSet<>();
  private final Set<InstanceId> paused = new HashSet<>();

  /** What there was when somebody held its module, and until when that holds. */
  private final Map<InstanceId, Instant> held = new HashMap<>();

  /** What is no longer wanted. */
  private final Set<InstanceId> gone = new HashSet<>();

  private final Set<InstanceId> silent = new HashSet<>();

  /** What was concluded to live, and nothing was told against since. */
  private final Set<InstanceId> alive = new HashSet<>();

  private Set<InstanceId> aliveBefore = Set.of();
  private final Map<InstanceId, Long> restartWished = new HashMap<>();
  private final Map<InstanceId, Long> runs = new HashMap<>();
  private final Map<InstanceId, String> containers = new HashMap<>();
  private final Map<InstanceId, String> definitions = new HashMap<>();
  private final SimFollowing followers = new SimFollowing();
  private final SimIncidents incidents = new SimIncidents();
  private final SimBrake brake = new SimBrake();
  private final List<Away> aways = new ArrayList<>();
  private PlatformSpec spec;
  private int commands;
  private Instant newest = Instant.EPOCH;

  /** When nobody decided. */
  private record Away(Instant from, Instant to) {
    /** Whether this was missed, by so much that it was read late. */
    boolean covers(Instant deadline) {
      return deadline.isAfter(from) && deadline.isBefore(to.minus(Duration.ofSeconds(2)));
    }
  }

  public int commands() {
    return commands;
  }

  /** Incidents that went on since what had recovered failed again. */
  public int reopened() {
    return incidents.reopened;
  }

  public void wasAway(Instant from, Instant to) {
    aways.add(new Away(from, to));
  }

  /** Before the decider sees the fact; one that it has seen tells nothing new. */
  public void read(Instant at, String id, Fact fact) {
    if (at.isBefore(newest.minusSeconds(1))) {
      clockSet(Duration.between(newest, at));
    }
    newest = newest.isAfter(at) && !at.isBefore(newest.minusSeconds(1)) ? newest : at;
    aliveBefore = Set.copyOf(alive);
    if (!known.add(id)) {
      return;
    }
    judge(fact);
    if (fact instanceof Fact.InstanceSilent f
        && beatsItself(f.instance())
        && f.incarnation() >= runs.getOrDefault(f.instance(), 0L)) {
      silent.add(f.instance());
    } else if (fact instanceof Fact.OfInstance f && endsSilence(f)) {
      silent.remove(f.instance());
    }
    switch (fact) {
      case Fact.PlatformDeclared f -> {
        PlatformSpec now = byOwners(f);
        runs.keySet().stream()
            .filter(i -> spec != null && isAnother(now, i))
            .forEach(incidents::changed);
        spec = now;
      }
      case Fact.ContainerStoppedByOperator f -> {
        stopped.add(f.instance());
        paused.remove(f.instance());
        followers.excused(f.instance().toString());
      }
      case Fact.ContainerPaused f -> {
        if (f.containerId().equals(containers.get(f.instance()))) {
          paused.add(f.instance());
        }
      }
      case Fact.ContainerUnpaused f -> paused.remove(f.instance());
      case Fact.HoldRequested f -> {
        Instant until = f.lasts() == null ? Instant.MAX : at.plus(f.lasts());
        highest.keySet().stream()
            .filter(i -> !gone.contains(i) && i.module().equals(f.module()))
            .forEach(
                i -> {
                  held.put(i, until);
                  followers.excused(i.toString());
                });
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
      case Fact.RestartRequested f ->
          instancesOf(f.module())
              .forEach(
                  i -> {
                    restartWished.put(i, runs.get(i));
                    incidents.wished(i);
                  });
      case Fact.CommandSucceeded f -> {
        answered(f.instance(), f.commandId());
        if (f.result().equals("retired")) {
          followers.retired(f.instance());
          gone.add(f.instance());
          held.remove(f.instance());
          paused.remove(f.instance());
        }
      }
      case Fact.CommandFailed f -> answered(f.instance(), f.commandId());
      case Fact.ContainerStarted f -> {
        if (isAnother(f)) {
          ranAnew(f.instance(), f.incarnation());
          paused.remove(f.instance());
        }
        if (f.incarnation() >= runs.getOrDefault(f.instance(), 0L)) {
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
      case Fact.InstanceHeard f -> {
        everReady.add(f.instance());
        if (f.beats() >= PROOF && isHeld(f.instance())) {
          // Of what is held nothing is concluded; its beats prove it all the same.
          followers.proved(f.instance(), f.incarnation());
        }
        if (f.incarnation() > runs.getOrDefault(f.instance(), 0L)) {
          runs.put(f.instance(), f.incarnation());
          knownDead.remove(f.instance());
          ranAnew(f.instance(), f.incarnation());
        }
      }
      case Fact.ContainerDied f -> {
        if (f.incarnation() > runs.getOrDefault(f.instance(), 0L)) {
          ranAnew(f.instance(), f.incarnation());
          runs.put(f.instance(), f.incarnation());
        }
        if (completes(f.instance()) && f.exitCode() == 0) {
          everReady.add(f.instance());
        } else if (f.incarnation() >= runs.getOrDefault(f.instance(), 0L)) {
          knownDead.add(f.instance());
          paused.remove(f.instance());
        }
      }
      default -> {}
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
  private void clockSet(Duration by) {
    deadlines.replaceAll((id, at) -> at.plus(by));
    brake.clockSet(by);
    held.replaceAll((id, until) -> until.equals(Instant.MAX) ? until : until.plus(by));
    aways.replaceAll(away -> new Away(away.from().plus(by), away.to().plus(by)));
    incidents.clockSet(by);
  }

  /** What tells that it no longer runs as it did. */
  private void judge(Fact fact) {
    boolean against =
        switch (fact) {
          case Fact.ContainerStarted f -> isAnother(f);
          case Fact.InstanceHeard f -> f.incarnation() > newest(f);
          case Fact.HealthChanged f ->
              f.health() == Fact.Health.UNHEALTHY && f.incarnation() >= newest(f);
          case Fact.InstanceSilent f -> f.incarnation() >= newest(f);
          case Fact.ContainerDied f -> f.incarnation() >= newest(f);
          case Fact.ContainerStoppedByOperator f -> f.incarnation() >= newest(f);
          case Fact.ContainerPaused f -> f.incarnation() >= newest(f);
          default -> false;
        };
    if (against) {
      alive.remove(((Fact.OfInstance) fact).instance());
    }
  }

  private long newest(Fact.OfInstance fact) {
    return runs.getOrDefault(fact.instance(), 0L);
  }

  private boolean isAnother(PlatformSpec other, InstanceId id) {
    return !other.module(id.module()).equals(spec.module(id.module()));
  }

  /** An executor that crashed carries out its command once more, with the same incarnation. */
  private boolean isAnother(Fact.ContainerStarted fact) {
    InstanceId id = fact.instance();
    long known = runs.getOrDefault(id, 0L);
    boolean dead = knownDead.contains(id) || stopped.contains(id);
    boolean same = fact.containerId().equals(containers.getOrDefault(id, fact.containerId()));
    return fact.incarnation() > known || (fact.incarnation() == known && (dead || !same));
  }

  private void ranAnew(InstanceId id, long incarnation) {
    restartWished.computeIfPresent(id, (i, wished) -> incarnation > wished ? null : wished);
    Map<InstanceId, Long> present = new HashMap<>(runs);
    present.putAll(highest);
    present
        .keySet()
        .removeIf(i -> gone.contains(i) || isHeld(i) || (isDown(i) && !open.containsKey(i)));
    followers.ran(spec, id, incarnation, present);
  }

  private boolean isDown(InstanceId id) {
    return !runs.containsKey(id) || knownDead.contains(id) || stopped.contains(id);
  }

  /** Who should have been replaced since what it has lived with was. */
  public Set<InstanceId> unfollowed() {
    return followers.due();
  }

  private void answered(InstanceId instance, String commandId) {
    if (commandId.equals(openIds.get(instance))) {
      open.remove(instance);
      openIds.remove(instance);
    }
  }

  public void decided(Instant at, Fact fact, List<Envelope<Decision>> decisions) {
    boolean failed = decisions.stream().anyMatch(d -> d.body() instanceof Decision.AttemptFailed);
    if (fact instanceof Fact.CommandFailed f
        && !failed
        && runs.getOrDefault(f.instance(), 0L) < f.incarnation()) {
      incidents.untried(f.instance(), f.commandId());
    }
    for (Envelope<Decision> decided : decisions) {
      assertThat(known.contains(decided.causationId())).as("causation of %s", decided).isTrue();
      assertThat(known.add(decided.id())).as("id of %s is new", decided).isTrue();
      if (decided.body() instanceof Decision.CommandIssued c && isChanged(c.instance())) {
        // What has done its work did it as it was defined before.
        incidents.undone(c.instance());
      }
      incidents.decided(at, decided.body());
      brake.decided(at, decided.body());
      switch (decided.body()) {
        case Decision.CommandIssued c -> issued(at, fact, c);
        case Decision.AttemptFailed f -> {
          if (fact instanceof Fact.TimePassed) {
            notForBeingAway(at, f);
          }
          alive.remove(f.instance());
          answered(f.instance(), f.commandId());
        }
        case Decision.InstanceAlive a -> {
          alive.add(a.instance());
          shown(a.instance(), a.incarnation());
        }
        case Decision.InstanceCompleted c -> shown(c.instance(), c.incarnation());
        case Decision.Scaled s -> {
          for (int slot : s.retired()) {
            InstanceId id = new InstanceId(s.platform(), s.module(), slot);
            gone.add(id);
            held.remove(id);
            paused.remove(id);
            followers.retired(id);
          }
        }
        case Decision.RestartAbandoned r -> followers.excused(r.instance().toString());
        default -> {}
      }
    }
    brake.judge(at, !silent.isEmpty());
  }

  /** Whoever was away when a command was due has to listen for a while before blaming it. */
  private void notForBeingAway(Instant at, Decision.AttemptFailed failed) {
    if (failed.commandId().equals(openIds.get(failed.instance()))) {
      Instant deadline = deadlines.get(failed.instance());
      assertThat(aways)
          .as("Rouse was away at %s: %s at %s", deadline, failed, at)
          .noneMatch(
              away -> away.covers(deadline) && at.isBefore(away.to().plus(Duration.ofSeconds(30))));
    }
  }

  /** It lives, or has done its work. */
  private void shown(InstanceId instance, long incarnation) {
    followers.proved(instance, incarnation);
    Command command = open.get(instance);
    if (command != null && command.incarnation() <= incarnation) {
      answered(instance, openIds.get(instance));
    }
  }

  private void issued(Instant at, Fact fact, Decision.CommandIssued issued) {
    commands++;
    InstanceId id = issued.instance();
    Command inFlight = open.get(id);
    assertThat(inFlight == null || !at.isBefore(deadlines.get(id)))
        .as("%s while %s is in flight", issued, inFlight)
        .isTrue();
    assertThat(issued.command().incarnation())
        .as("incarnation of %s grows", issued)
        .isGreaterThan(highest.getOrDefault(id, 0L));
    highest.put(id, issued.command().incarnation());
    alive.remove(id);
    open.put(id, issued.command());
    if (!(issued.command() instanceof Command.Retire)) {
      gone.remove(id);
    }
    deadlines.put(id, issued.command().deadline());
    openIds.put(id, issued.commandId());
    if (!restartWished.containsKey(id)) {
      brake.issued(at, issued, silent.contains(id));
    }
    if (!(issued.command() instanceof Command.Retire)) {
      assertThat(isHeld(id)).as("%s of what is held, on %s", issued, fact).isFalse();
      assertThat(paused.contains(id) && !restartWished.containsKey(id))
          .as("%s while somebody has it paused, on %s", issued, fact)
          .isFalse();
      if (aliveBefore.contains(id)) {
        assertThat(isReasonAgainst(fact, id)).as("%s on %s", issued, fact).isTrue();
        if (!isEvidence(fact, id)) {
          inTurn(issued);
          if (!isChanged(id) && !restartWished.containsKey(id)) {
            Map<InstanceId, Long> serving = new HashMap<>(runs);
            serving.keySet().removeAll(stopped);
            serving.keySet().removeAll(gone);
            serving.keySet().removeIf(this::isHeld);
            followers.order(spec, issued, serving);
          }
        }
      }
      dependenciesFirst(fact, issued);
    }
  }

  /** An instance that was alive is touched only for evidence about it, or because it is wished. */
  private boolean isReasonAgainst(Fact fact, InstanceId id) {
    return isChanged(id)
        || restartWished.containsKey(id)
        || followers.isDue(id)
        || isEvidence(fact, id);
  }

  private boolean isChanged(InstanceId id) {
    return !spec.module(id.module()).orElseThrow().definition().equals(definitions.get(id));
  }

  /** Of what runs: what was told of a run before it is none. */
  private boolean isEvidence(Fact fact, InstanceId id) {
    return switch (fact) {
      case Fact.InstanceSilent s -> s.instance().equals(id) && s.incarnation() >= newest(s);
      case Fact.ContainerDied d -> d.instance().equals(id) && d.incarnation() >= newest(d);
      case Fact.HealthChanged h ->
          h.instance().equals(id)
              && h.health() == Fact.Health.UNHEALTHY
              && h.incarnation() >= newest(h);
      default -> false;
    };
  }

  /** What serves is replaced only while nothing else of its module is under way. */
  private void inTurn(Decision.CommandIssued issued) {
    for (InstanceId other : instancesOf(issued.instance().module())) {
      if (!other.equals(issued.instance()) && !gone.contains(other)) {
        assertThat(open.get(other)).as("in flight beside %s", issued).isNull();
        assertThat(knownDead.contains(other) && !stopped.contains(other) && !isHeld(other))
            .as("%s is dead at %s", other, issued)
            .isFalse();
      }
    }
  }

  private boolean isHeld(InstanceId id) {
    return held.containsKey(id);
  }

  private List<InstanceId> instancesOf(String module) {
    return runs.keySet().stream().filter(id -> id.module().equals(module)).toList();
  }

  private void dependenciesFirst(Fact fact, Decision.CommandIssued issued) {
    boolean sentAgain =
        fact instanceof Fact.CommandFailed && restartWished.containsKey(issued.instance());
    if (fact instanceof Fact.RestartRequested || sentAgain) {
      return;
    }
    ModuleSpec module = spec.module(issued.instance().module()).orElseThrow();
    for (Dependency dependency : module.dependsOn()) {
      ModuleSpec needed = spec.module(dependency.module()).orElseThrow();
      for (int slot = 1; slot <= needed.replicas() && dependency.required(); slot++) {
        InstanceId id = new InstanceId("ias", needed.name(), slot);
        if (gone.contains(id)) {
          continue;
        }
        boolean leftAlone = stopped.contains(id) || paused.contains(id) || isHeld(id);
        if (!leftAlone || !anotherServes(id)) {
          assertThat(everReady.contains(id)).as("%s before %s", id, issued).isTrue();
          assertThat(knownDead.contains(id)).as("%s is dead at %s", id, issued).isFalse();
          assertThat(silent.contains(id)).as("%s is silent at %s", id, issued).isFalse();
        }
      }
    }
  }

  private boolean anotherServes(InstanceId id) {
    return instancesOf(id.module()).stream().anyMatch(other -> !other.equals(id) && !isDown(other));
  }

  private boolean beatsItself(InstanceId id) {
    return spec != null
        && spec.module(id.module())
            .filter(
                m -> m.heartbeat().source() == rouse.contracts.platform.HeartbeatPolicy.Source.SELF)
            .isPresent();
  }

  private boolean completes(InstanceId id) {
    return spec != null && spec.module(id.module()).filter(ModuleSpec::completes).isPresent();
  }
}
