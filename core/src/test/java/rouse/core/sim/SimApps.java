package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import rouse.contracts.event.Fact;
import rouse.core.decide.Decider;
import rouse.core.state.DecisionRecord;
import rouse.core.state.PlatformState;

/**
 * The streams apps: one of them decides, each observes some partitions, and they take over from one
 * another. What an app has not committed is lost with it, and the one after it, which begins with
 * the state that was committed, must come to the same decisions.
 */
final class SimApps {
  private static final int APPS = 3;

  /** In one of so many steps what was decided is committed. */
  private static final int COMMIT = 2;

  /** So many facts are read between two apps, on the average. */
  private static final int RESTARTED = 150;

  /** A frozen app is taken for dead after so long. */
  private static final int SESSION_MS = 8_000;

  private static final int LONGEST_FREEZE_MS = 40_000;
  private static final int TAKING_OVER_MS = 8_000;
  private static final int REBALANCE_MS = 2_000;

  private final SimLog log;
  private final SimBroker broker;
  private final SimHeartbeats heartbeats;
  private final SimReplay committed;
  private final Listener listener;
  private final Random random;

  /** What the deciding host's clock is behind the log's; some are, some are ahead. */
  private final long behind;

  private final Deque<SimLog.Entry> unread = new ArrayDeque<>();
  private final List<Decided> uncommitted = new ArrayList<>();

  /** What was decided and lost. */
  private final Deque<DecisionRecord> lost = new ArrayDeque<>();

  private final List<Integer> observers = new ArrayList<>();
  private int decider;
  private PlatformState state = PlatformState.empty("ias");
  private boolean aborts;
  private long timeSent = -10_000;
  private long awaySince;
  private long awayUntil;
  private long backAt = -1;

  private record Decided(SimLog.Entry entry, List<DecisionRecord> decisions) {}

  /** Told of what the deciding app does. */
  interface Listener {
    /** Not committed yet; the state is as it is afterwards. */
    void decided(SimLog.Entry entry, List<DecisionRecord> decisions, PlatformState state);

    void committed(SimLog.Entry entry, List<DecisionRecord> decisions);

    /** Nobody decided, in log time. */
    void wasAway(Instant from, Instant to);
  }

  SimApps(
      long seed,
      SimLog log,
      SimBroker broker,
      SimHeartbeats heartbeats,
      SimReplay committed,
      Listener listener) {
    this.random = new Random(seed + 1);
    this.behind = seed % 4 == 0 ? new Random(seed).nextLong(-10_000, 10_000) : 0;
    this.log = log;
    this.broker = broker;
    this.heartbeats = heartbeats;
    this.committed = committed;
    this.listener = listener;
    heartbeats.all().forEach(p -> observers.add(random.nextInt(APPS)));
  }

  PlatformState state() {
    return state;
  }

  /** Reads, decides and commits. */
  void step(long now) {
    if (now < awayUntil) {
      return;
    }
    backAt = awayUntil > 0 && backAt < awaySince ? now : backAt;
    unread.addAll(log.read());
    while (!unread.isEmpty()) {
      decide(unread.removeFirst());
    }
    if (!uncommitted.isEmpty() && random.nextInt(COMMIT) == 0) {
      if (aborts) {
        aborts = false;
        lose();
      } else {
        commit();
      }
    }
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

  private void decide(SimLog.Entry entry) {
    if (awayUntil > 0 && entry.at() >= backAt) {
      // The first of all that was written since: what the clock shows now, it showed then.
      long shift = entry.stamp() - entry.at();
      listener.wasAway(SimLog.instant(awaySince + shift), SimLog.instant(backAt + shift));
      awayUntil = 0;
    }
    if (entry.fact() instanceof Fact.TimePassed) {
      timeSent = -10_000;
    }
    List<DecisionRecord> decided = Decider.decide(state, entry.time(), entry.id(), entry.fact());
    for (DecisionRecord each : decided) {
      if (!lost.isEmpty()) {
        assertThat(each).as("decided again by another app").isEqualTo(lost.removeFirst());
      }
    }
    uncommitted.add(new Decided(entry, decided));
    listener.decided(entry, decided, state);
  }

  /** At the end all that was decided is. */
  void commit() {
    for (Decided each : List.copyOf(uncommitted)) {
      uncommitted.removeFirst();
      committed.recorded(each.entry(), each.decisions());
      listener.committed(each.entry(), each.decisions());
      if (uncommitted.isEmpty() && random.nextInt(RESTARTED) == 0) {
        committed.isAs(state);
        state = committed.state();
      }
    }
  }

  /** What was not committed is read again, by an app that has the state of before. */
  private void lose() {
    List<DecisionRecord> again = new ArrayList<>();
    for (Decided each : uncommitted.reversed()) {
      unread.addFirst(each.entry());
      again.addAll(0, each.decisions());
    }
    for (DecisionRecord each : again.reversed()) {
      lost.addFirst(each);
    }
    uncommitted.clear();
    state = committed.state();
  }

  private void away(long now, long until) {
    log.lose(Fact.TimePassed.class::isInstance);
    awaySince = awayUntil > 0 ? awaySince : now;
    awayUntil = Math.max(awayUntil, until);
  }

  boolean isAway(long at) {
    return at < awayUntil;
  }

  /** None of them is there until then. */
  void leave(long now, long until) {
    heartbeats.all().forEach(p -> p.moves(until));
    lose();
    away(now, until);
  }

  /** The next transaction is aborted, and another app takes over. */
  void abort() {
    aborts = true;
  }

  /** One of them dies; each of the others takes over what it finds. */
  void kill(long now, Random fault) {
    int app = fault.nextInt(APPS);
    for (int p = 0; p < observers.size(); p++) {
      if (observers.get(p) == app) {
        heartbeats.all().get(p).moves(now + takingOver(fault));
        observers.set(p, another(app, fault));
      }
    }
    if (decider == app) {
      lose();
      away(now, now + takingOver(fault));
      decider = another(app, fault);
    }
  }

  private static int takingOver(Random fault) {
    return 500 + fault.nextInt(TAKING_OVER_MS);
  }

  private static int another(int app, Random fault) {
    return (app + 1 + fault.nextInt(APPS - 1)) % APPS;
  }

  /** One joins: something that another did is handed over to it, committed. */
  void rebalance(long now, Random fault) {
    int app = fault.nextInt(APPS);
    int task = fault.nextInt(observers.size() + 1);
    long until = now + 200 + fault.nextInt(REBALANCE_MS);
    if (task < observers.size()) {
      heartbeats.all().get(task).moves(until);
      observers.set(task, app);
    } else {
      commit();
      state = committed.state();
      away(now, until);
      decider = app;
    }
  }

  /** One stands still; after a while it is taken for dead, and does not know that it was. */
  void freeze(long now, Random fault) {
    int app = fault.nextInt(APPS);
    long thaws = now + fault.nextInt(LONGEST_FREEZE_MS);
    boolean over = thaws > now + SESSION_MS;
    for (int p = 0; p < observers.size(); p++) {
      SimPartition partition = heartbeats.all().get(p);
      if (observers.get(p) == app && over) {
        partition.isTakenOver(now + SESSION_MS, thaws);
        observers.set(p, another(app, fault));
      } else if (observers.get(p) == app) {
        partition.freezes(thaws);
      }
    }
    if (decider == app) {
      if (over) {
        lose();
        decider = another(app, fault);
      }
      away(now, Math.min(thaws, now + SESSION_MS));
    }
  }

  /** Another version of Rouse takes over what this one has stored. */
  void upgrade(long now, boolean fromOlder) {
    commit();
    committed.isAs(state);
    committed.passThrough(fromOlder);
    state = committed.state();
    away(now, now + REBALANCE_MS);
  }
}
