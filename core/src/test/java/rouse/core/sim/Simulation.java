package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.core.check.SimChecker;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.ObservedPhase;
import rouse.core.state.PlatformState;
import rouse.core.text.EventSummaries;

/**
 * A whole platform in virtual time: the real decider, a virtual executor, observer and log, and
 * trouble, all drawn from one seed, so that a run that fails can be run again.
 */
final class Simulation {
  private static final long STEP = 50;
  private static final long HEALING = 45 * 60_000L;
  private static final long CALM = 30_000;

  /** So many facts are read between two restarts of the decider, on the average. */
  private static final int RESTARTED = 150;

  /** In one of so many runs the events are written and read as bytes. */
  private static final int READ_AS_BYTES = 4;

  private final SimLog log;
  private final SimBroker broker = new SimBroker();
  private final SimWorld world;
  private final SimHeartbeats heartbeats;
  private final SimFaults faults;
  private final long trouble;
  private final SimChecker checker = new SimChecker();
  private final SimReplay replay;
  private final Deque<DecisionRecord> aborted = new ArrayDeque<>();

  /** When the deciding process is followed by another one, and when its state is compared. */
  private final Random restarts;

  private PlatformState state = PlatformState.empty("ias");

  /** What the deciding host's clock is behind the log's; some are, some are ahead. */
  private final long behind;

  private final List<Supplier<String>> story = new ArrayList<>();
  private long now;
  private long timeSent = -10_000;
  private long awaySince;
  private long awayUntil;

  Simulation(SimPlan plan) {
    long seed = plan.seed();
    behind = seed % 4 == 0 ? new Random(seed).nextLong(-10_000, 10_000) : 0;
    replay = new SimReplay(seed % READ_AS_BYTES == 0);
    restarts = new Random(seed + 1);
    trouble = plan.minutes() * 60_000L;
    log = new SimLog(new Random(seed + 2), broker, plan.noise());
    world = new SimWorld(new Random(seed + 3), broker, log, SimPlatforms.any(new Random(seed)));
    world.faultsOn = plan.noise();
    heartbeats = new SimHeartbeats(new Random(seed + 4), broker, log, world);
    faults = new SimFaults(plan, log, world, broker, heartbeats);
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
      long away = faults.stir(now, story);
      if (away > 0) {
        log.lose(Fact.TimePassed.class::isInstance);
        awaySince = now < awayUntil ? awaySince : now;
        awayUntil = Math.max(awayUntil, now + away);
      }
    }
    faults.end(now);
    long wellSince = -1;
    while (now < trouble + HEALING && (wellSince < 0 || now - wellSince < CALM)) {
      step();
      boolean well = state.instances().stream().allMatch(this::isFine);
      wellSince = !well ? -1 : wellSince < 0 ? now : wellSince;
    }
    replay.isAs(state);
    assertThat(unwell()).as("what is not well in the end").isEmpty();
    assertThat(checker.unfollowed()).as("not replaced with what they depend on").isEmpty();
    assertThat(world.falseRestarts).as("restarts of what was alive").isEmpty();
  }

  private void step() {
    now += STEP;
    world.work(now);
    heartbeats.step(now);
    log.append(now);
    if (now < awayUntil) {
      return;
    }
    if (awayUntil > 0) {
      checker.wasAway(logTime(awaySince), logTime(now));
      awayUntil = 0;
    }
    List<SimLog.Entry> read = log.read();
    if (!read.isEmpty() && faults.takeAbort()) {
      abort(read);
    }
    read.forEach(this::decide);
    boolean due =
        state.nextDue().filter(d -> SimLog.millis(d) <= broker.stamp(now) - behind).isPresent();
    if (due && now - timeSent >= 1000) {
      timeSent = now;
      log.send(now, "time/" + now, new Fact.TimePassed("ias", logTime(now)));
    }
  }

  private Instant logTime(long at) {
    return SimLog.instant(broker.stamp(at));
  }

  /** What was decided is lost with the process; the one after it comes to the same. */
  private void abort(List<SimLog.Entry> read) {
    PlatformState lost = SimReplay.writtenAndRead(state);
    for (SimLog.Entry entry : read) {
      aborted.addAll(Decider.decide(lost, entry.time(), entry.id(), entry.fact()));
    }
  }

  private void decide(SimLog.Entry entry) {
    if (entry.fact() instanceof Fact.TimePassed) {
      timeSent = -10_000;
    }
    checker.read(entry.time(), entry.id(), entry.fact());
    List<DecisionRecord> decided = Decider.decide(state, entry.time(), entry.id(), entry.fact());
    for (DecisionRecord d : decided) {
      if (!aborted.isEmpty()) {
        assertThat(d).as("decided again after an abort").isEqualTo(aborted.removeFirst());
      }
    }
    if (!decided.isEmpty() || !(entry.fact() instanceof Fact.TimePassed)) {
      story.add(() -> entry.at() + " " + entry.id() + ": " + EventSummaries.of(entry.fact()));
    }
    decided.forEach(d -> story.add(() -> "    " + d.id() + ": " + EventSummaries.of(d.body())));
    checker.decided(entry.time(), entry.fact(), recorded(entry.time(), decided));
    SimWhyNot.check(entry.time(), state, decided);
    replay.recorded(entry.time(), entry.id(), entry.fact(), decided);
    if (restarts.nextInt(RESTARTED) == 0) {
      replay.isAs(state);
      state = SimReplay.writtenAndRead(state);
    }
    for (DecisionRecord d : decided) {
      heartbeats.told(now, d.body());
      proven(d.body());
      if (d.body() instanceof Decision.CommandIssued c) {
        world.receive(now, entry.at(), c.commandId(), c.command());
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

  private static List<Envelope<Decision>> recorded(Instant at, List<DecisionRecord> decided) {
    return decided.stream()
        .map(
            d ->
                new Envelope<>(
                    d.id(), "/sim", at, d.correlationId(), d.causationId(), null, d.body()))
        .toList();
  }

  private List<InstanceState> unwell() {
    return state.instances().stream().filter(i -> !isFine(i)).toList();
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
