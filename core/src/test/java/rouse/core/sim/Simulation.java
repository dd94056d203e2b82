package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.core.check.SimChecker;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.text.EventSummaries;

/**
 * A whole platform in virtual time: the real decider, a virtual executor, observer and log, and
 * trouble, all drawn from one seed, so that a run that fails can be run again.
 */
final class Simulation implements SimApps.Listener {
  private static final long STEP = 50;
  private static final long HEALING = 45 * 60_000L;
  private static final long CALM = 30_000;

  /** In one of so many runs the events are written and read as bytes. */
  private static final int READ_AS_BYTES = 4;

  private final SimLog log;
  private final SimBroker broker = new SimBroker();
  private final SimWorld world;
  private final SimHeartbeats heartbeats;
  private final SimApps apps;
  private final SimFaults faults;
  private final long trouble;
  private final SimChecker checker = new SimChecker();
  private final SimReplay replay;
  private final List<Supplier<String>> story = new ArrayList<>();
  private long now;

  Simulation(SimPlan plan) {
    long seed = plan.seed();
    replay = new SimReplay(seed % READ_AS_BYTES == 0);
    trouble = plan.minutes() * 60_000L;
    log = new SimLog(new Random(seed + 2), broker, plan.noise());
    world = new SimWorld(new Random(seed + 3), broker, log, SimPlatforms.any(new Random(seed)));
    world.faultsOn = plan.noise();
    heartbeats = new SimHeartbeats(new Random(seed + 4), broker, log, world);
    apps = new SimApps(seed, log, broker, heartbeats, replay, this);
    if (world.control() != null) {
      world.control().tellsStory(story);
    }
    faults = new SimFaults(plan, log, world, broker, heartbeats, apps);
  }

  /** Virtual time since the begin, in ms. */
  long now() {
    return now;
  }

  /** The end of all that happened, a line for each event. */
  List<String> story(int lines) {
    return story.subList(Math.max(0, story.size() - lines), story.size()).stream()
        .map(Supplier::get)
        .toList();
  }

  int relapses() {
    return checker.reopened();
  }

  int commands() {
    return checker.commands();
  }

  /** Trouble for a while, then none: in the end all that is wanted must be well. */
  void run() {
    world.declare(now);
    while (now < trouble) {
      step();
      faults.stir(now, story);
    }
    faults.end(now);
    long wellSince = -1;
    while (now < trouble + HEALING && (wellSince < 0 || now - wellSince < CALM)) {
      step();
      boolean well = unwell().isEmpty() && (world.control() == null || world.control().isFine(now));
      wellSince = !well ? -1 : wellSince < 0 ? now : wellSince;
    }
    apps.commit();
    if (world.control() != null) {
      world.control().judgeAtTheEnd(now);
    }
    replay.isAs(apps.state());
    assertThat(unwell()).as("what is not well in the end").isEmpty();
    assertThat(checker.unfollowed()).as("not replaced with what they depend on").isEmpty();
    assertThat(world.falseRestarts).as("restarts of what was alive").isEmpty();
  }

  private void step() {
    now += STEP;
    world.work(now);
    heartbeats.step(now);
    log.append(now);
    if (world.control() != null) {
      stand(world.control());
    }
    apps.step(now);
  }

  /** Without its containers there is no broker, or no streams app. */
  private void stand(SimControlPlane control) {
    if (!control.serves(SimControlPlane.BROKER, now) && broker.isUp(now + 1_000)) {
      broker.leave(now + 2_000);
      heartbeats.reconnect();
    }
    if (!control.serves(SimControlPlane.STREAMS, now) && !apps.isAway(now + 1_000)) {
      apps.leave(now, now + 2_000);
    }
  }

  @Override
  public void wasAway(Instant from, Instant to) {
    checker.wasAway(from, to);
  }

  @Override
  public void decided(SimLog.Entry entry, List<DecisionRecord> decisions, PlatformState state) {
    if (entry.fact() instanceof Fact.ContainerStarted started) {
      world.told(entry.at(), started);
    }
    List<DecisionRecord> own = decisions.stream().filter(d -> !d.elsewhere()).toList();
    own.forEach(d -> proven(d.body()));
    SimWhyNot.check(entry.time(), state, own);
  }

  @Override
  public void committed(SimLog.Entry entry, List<DecisionRecord> decisions) {
    if (!decisions.isEmpty() || !(entry.fact() instanceof Fact.TimePassed)) {
      story.add(() -> entry.at() + " " + entry.id() + ": " + EventSummaries.of(entry.fact()));
    }
    decisions.forEach(d -> story.add(() -> "    " + d.id() + ": " + EventSummaries.of(d.body())));
    checker.read(entry.time(), entry.id(), entry.fact());
    checker.decided(entry.time(), entry.fact(), recorded(entry.time(), decisions));
    for (DecisionRecord d : decisions) {
      if (d.elsewhere()) {
        continue;
      }
      heartbeats.told(now, d.body());
      switch (d.body()) {
        case Decision.CommandIssued c -> world.receive(now, entry.at(), c.commandId(), c.command());
        case Decision.HealthProbeOrdered p -> world.probe(now, p);
        default -> {}
      }
    }
  }

  /** Only what has shown life since it was started is said to live. */
  private void proven(Decision decision) {
    if (decision instanceof Decision.InstanceAlive alive) {
      SimContainer c = world.container(alive.instance());
      boolean there = c != null && c.incarnation == alive.incarnation();
      assertThat(there && c.beats == 0 && c.health == null)
          .as("%s, which has not beaten yet", alive)
          .isFalse();
    }
  }

  static List<Envelope<Decision>> recorded(Instant at, List<DecisionRecord> decided) {
    return decided.stream()
        .filter(d -> !d.elsewhere())
        .map(
            d ->
                new Envelope<>(
                    d.id(), "/sim", at, d.correlationId(), d.causationId(), null, d.body()))
        .toList();
  }

  private List<InstanceState> unwell() {
    return apps.state().instances().stream().filter(i -> !isFine(i)).toList();
  }

  /** Wanted, well and known to be; or not wanted and not there; and no incident is open. */
  private boolean isFine(InstanceState i) {
    SimContainer container = world.container(i.id());
    boolean done = container == null && i.seen().observed() == ObservedPhase.COMPLETED;
    boolean well = done || (container != null && container.isWell(now));
    boolean known =
        i.seen().observed() == ObservedPhase.ALIVE
            || i.seen().observed() == ObservedPhase.COMPLETED;
    boolean settled = i.incident() == null && i.effort().inFlight() == null;
    return switch (i.desired()) {
      case RUNNING -> well && known && settled;
      case GONE -> container == null && i.isGone();
      case HELD, ADOPTED -> false;
    };
  }
}
