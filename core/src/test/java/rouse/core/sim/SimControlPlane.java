package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.check.SimChecker;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.state.recovery.CommandInFlight;
import rouse.core.text.EventSummaries;

/**
 * The decider in an executor, for the modules that everything else stands on: the broker and the
 * streams app. It hears the engine and its own probes without any log, goes by this host's clock,
 * and has its state on its disk. The rules are those of all others, and so is what must hold.
 */
final class SimControlPlane {
  static final String BROKER = "kafka";
  static final String STREAMS = "rouse";
  private static final int LOOK_MS = 1_000;
  private static final int PROOF = 3;

  /** Without a tick for so long the streams app is taken to hang. */
  private static final int PATIENCE_MS = 10_000;

  private final SimExecutor executor;
  private final SimWorld world;
  private final SimLog log;
  private final SimChecker checker = new SimChecker();
  private final SimReplay disk = new SimReplay(false);

  /** What this process has heard and not taken in, which ends with it. */
  private final Deque<Told> facts = new ArrayDeque<>();

  /** What people want stands in the log until it is read. */
  private final Deque<Told> wishes = new ArrayDeque<>();

  private final Map<InstanceId, Integer> beats = new HashMap<>();
  private PlatformState state = PlatformState.empty("ias");
  private List<Supplier<String>> story = List.of();
  private long nextLook;
  private long lastTick;
  private long nextVerdict;

  /** When the container was started that has ticked last. */
  private long tickedRun = -1;

  private record Told(String id, Fact fact) {}

  SimControlPlane(SimExecutor executor, SimWorld world, SimLog log) {
    this.executor = executor;
    this.world = world;
    this.log = log;
  }

  static boolean isOf(String module) {
    return module.equals(BROKER) || module.equals(STREAMS);
  }

  void tellsStory(List<Supplier<String>> to) {
    story = to;
  }

  /** Whether a container of the module does its work. */
  boolean serves(String module, long now) {
    SimContainer c = executor.engine.container(new InstanceId("ias", module, 1));
    return c != null && c.running && !c.hung && !c.paused && now >= c.firstBeatAt;
  }

  /** What the engine told, or what became of a command. */
  void take(String id, Fact fact) {
    if (fact instanceof Fact.OfInstance about && isOf(about.instance().module())) {
      boolean observersHealth =
          fact instanceof Fact.HealthChanged && about.instance().module().equals(STREAMS);
      if (!observersHealth) {
        beats.remove(about.instance());
        facts.add(new Told(id, fact));
      }
    }
  }

  void wish(String id, Fact fact) {
    wishes.add(new Told(id, fact));
  }

  void crash() {
    facts.clear();
    beats.clear();
  }

  /** A process after the one that ended: what that had begun is carried out again. */
  void resume(long now) {
    state = disk.state();
    for (InstanceState i : state.instances()) {
      CommandInFlight begun = i.effort().inFlight();
      if (begun != null) {
        String host = executor.host.id();
        Command command =
            switch (begun.verb()) {
              case ENSURE_RUNNING ->
                  new Command.EnsureRunning(i.id(), begun.incarnation(), host, begun.deadline());
              case REPLACE ->
                  new Command.Replace(i.id(), begun.incarnation(), host, begun.deadline());
              case RETIRE -> throw new AssertionError("nobody scales these: " + i);
            };
        executor.receiveLocal(now, begun.commandId(), command);
      }
    }
  }

  void declare() {
    List<ModuleSpec> mine =
        world.spec.modules().stream().filter(m -> isOf(m.name())).map(this::commanded).toList();
    PlatformSpec spec = new PlatformSpec("ias", mine, world.spec.alertsTo());
    facts.add(new Told("local/" + world.number(), new Fact.PlatformDeclared(spec, executor.host)));
  }

  /** The ticks of the streams app speak for it, as beats of its own. */
  private ModuleSpec commanded(ModuleSpec module) {
    boolean observer = module.name().equals(STREAMS);
    HeartbeatPolicy policy = module.heartbeat();
    HeartbeatPolicy.Source source =
        observer ? HeartbeatPolicy.Source.SELF : HeartbeatPolicy.Source.DOCKER;
    return module.commandedBy(
        new HeartbeatPolicy(source, policy.timeout(), policy.startup()),
        module.healthcheck() && !observer,
        module.dependsOn().stream().filter(d -> isOf(d.module())).toList());
  }

  void step(long now) {
    if (!executor.up) {
      return;
    }
    if (now >= nextLook) {
      nextLook = now + LOOK_MS;
      executor.engine.containers().stream()
          .filter(c -> isOf(c.id.module()) && c.running && !c.paused)
          .forEach(c -> look(now, c));
    }
    while (!facts.isEmpty()) {
      Told told = facts.removeFirst();
      decide(now, told.id(), told.fact());
    }
    while (!wishes.isEmpty()) {
      Told told = wishes.removeFirst();
      decide(now, told.id(), told.fact());
    }
    if (state.nextDue().filter(due -> !due.isAfter(clock(now))).isPresent()) {
      decide(now, "local-time/" + now, new Fact.TimePassed("ias", clock(now)));
    }
  }

  private Instant clock(long now) {
    return SimLog.instant(world.broker.stamp(now));
  }

  private void look(long now, SimContainer c) {
    if (c.id.module().equals(STREAMS)) {
      observe(now, c);
    } else if (c.health != Fact.Health.UNHEALTHY) {
      int count = beats.merge(c.id, 1, Integer::sum);
      if (count == 1 || count == PROOF) {
        heard(now, c, count);
      }
    }
  }

  /** Whether it ticks; while the broker is away nothing is held against it. */
  private void observe(long now, SimContainer c) {
    boolean reachable = world.broker.isUp(now);
    boolean ticks = serves(STREAMS, now);
    if (!reachable || ticks) {
      lastTick = now;
      tickedRun = ticks && reachable ? c.startedAt : tickedRun;
      int count = reachable ? PROOF : 1;
      if (!Objects.equals(beats.put(c.id, count), count) || now >= nextVerdict) {
        nextVerdict = now + PATIENCE_MS;
        heard(now, c, count);
      }
      return;
    }
    long startup = c.spec.heartbeat().startup().toMillis();
    long since = Math.max(lastTick, c.startedAt + (tickedRun == c.startedAt ? 0 : startup));
    if (now - since >= PATIENCE_MS && now >= nextVerdict) {
      nextVerdict = now + PATIENCE_MS;
      Duration patience = Duration.ofMillis(PATIENCE_MS);
      Instant at = clock(now);
      Instant heard = clock(lastTick);
      facts.add(
          new Told(
              "local-silent/" + world.number(),
              new Fact.InstanceSilent(
                  c.id, c.incarnation, heard, heard.plus(patience), at, patience, 0, 1, 1)));
    }
  }

  private void heard(long now, SimContainer c, int count) {
    Duration timeout = c.spec.heartbeat().timeout();
    facts.add(
        new Told(
            "local-heard/" + world.number(),
            new Fact.InstanceHeard(c.id, c.incarnation, clock(now), count, false, false, timeout)));
  }

  private void decide(long now, String id, Fact fact) {
    Instant at = clock(now);
    checker.read(at, id, fact);
    List<DecisionRecord> decided = Decider.decide(state, at, id, fact);
    if (!decided.isEmpty() || !(fact instanceof Fact.TimePassed)) {
      story.add(() -> now + " local " + id + ": " + EventSummaries.of(fact));
    }
    decided.forEach(
        d -> story.add(() -> "    local " + d.id() + ": " + EventSummaries.of(d.body())));
    checker.decided(at, fact, Simulation.recorded(at, decided));
    SimWhyNot.check(at, state, decided);
    disk.recorded(new SimLog.Entry(now, SimLog.millis(at), id, fact), decided);
    for (DecisionRecord each : decided) {
      report(now, each);
      if (each.body() instanceof Decision.CommandIssued issued) {
        executor.receiveLocal(now, issued.commandId(), issued.command());
      }
    }
  }

  /** Whoever asks why finds it in the log. */
  private void report(long now, DecisionRecord d) {
    boolean watch =
        d.body() instanceof Decision.WatchBegun || d.body() instanceof Decision.WatchEnded;
    if (d.body() instanceof Decision.OfInstance && !watch) {
      log.send(
          now,
          "reported/" + d.id(),
          Fact.DecisionReported.of(
              executor.host, d.id(), d.causationId(), d.correlationId(), d.body()));
    }
  }

  boolean isFine(long now) {
    return state.instances().stream()
        .allMatch(
            i ->
                serves(i.id().module(), now)
                    && i.seen().observed() == ObservedPhase.ALIVE
                    && i.incident() == null
                    && i.effort().inFlight() == null);
  }

  void judgeAtTheEnd(long now) {
    disk.isAs(state);
    assertThat(isFine(now))
        .as("the control plane is well in the end: %s", state.instances())
        .isTrue();
    assertThat(checker.unfollowed()).as("not replaced with what they depend on").isEmpty();
  }
}
