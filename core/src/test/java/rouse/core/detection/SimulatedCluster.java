package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

/**
 * Modules, a broker and an observer in virtual time, all from one seed. The broker is away at times
 * and its clock is set; the observer lags, freezes, is killed and reads again from an older offset;
 * modules die for good. One record of truth: who is dead, and since when.
 */
final class SimulatedCluster {
  private static final int STEP_MS = 10;
  private static final int TIMEOUT_MS = 3000;

  /** How long after the broker's return clients need to send again; more than the timeout. */
  private static final int RECONNECT_MS = 9000;

  /**
   * Shorter absences and smaller steps of the clock are no blindness: a timeout must bear them, and
   * one of three beat intervals does, but not any number of them in a row.
   */
  private static final int SHORTEST_MS = 1200;

  private static final String ROUTE = "bridge/0";

  /** So long a carrier with a backlog brings nothing but what others put before. */
  private static final int LONGEST_BACKLOG_MS = 20_000;

  private record Entry(long at, String key, Object body) {}

  /** As it stands in the log. */
  private record Carried(Beat beat) {}

  /** As it stands where the carrier takes it from. */
  private record Waiting(String key, Beat beat, long due) {}

  private final Random random;
  private final List<Entry> log = new ArrayList<>();
  private final Map<String, Long> nextBeat = new HashMap<>();
  private final Map<String, Long> sequences = new HashMap<>();
  private final Set<String> dead = new HashSet<>();
  private final TransitionListener sink;
  private final Map<String, StoredWatch> memory = new HashMap<>();
  final Set<String> accused = new HashSet<>();
  final Set<String> falselyAccused = new HashSet<>();
  final Map<String, Integer> accusations = new HashMap<>();

  private long time = 1_769_850_000_000L;
  private long brokerClockShift;
  private long brokerAwayUntil;
  private long clockSetAt;
  private long lastAppend;
  private long frozenUntil;
  private long laggingUntil;
  private long carrierAwayUntil;
  private long sourceAwayUntil;
  private long backlogUntil;
  private long carriedUpTo;
  private long carriedFresh;
  private boolean doubt = true;
  private long nextTick;
  private long nextMark;
  private final Deque<Waiting> toCarry = new ArrayDeque<>();
  private int run = 1;
  private int position;
  private int committed;
  private SilenceLedger observer;

  SimulatedCluster(long seed, int modules) {
    random = new Random(seed);
    sink = new Sink();
    observer = new SilenceLedger(false, 0, sink);
    for (int i = 0; i < modules; i++) {
      String key = "sim/m" + i + "/1";
      append(key, new Watch(1, ms(TIMEOUT_MS), ms(60_000), null));
      nextBeat.put(key, time + random.nextInt(1000));
    }
  }

  /** Whoever is dead now. */
  Set<String> dead() {
    return Set.copyOf(dead);
  }

  /** Lets things go wrong for a while. */
  void storm(int seconds) {
    for (long end = time + seconds * 1000L; time < end; time += STEP_MS) {
      int dice = random.nextInt(100_000);
      if (dice < 60 && isClockShown()) {
        int length = SHORTEST_MS + random.nextInt(40_000);
        brokerAwayUntil = Math.max(brokerAwayUntil, time + length);
      } else if (dice < 120) {
        frozenUntil = time + random.nextInt(10_000);
      } else if (dice < 240) {
        laggingUntil = time + random.nextInt(20_000);
      } else if (dice < 300) {
        restart();
      } else if (dice < 320 && isReturnShown()) {
        int step = SHORTEST_MS + random.nextInt(10_000);
        brokerClockShift += random.nextBoolean() ? step : -step;
        clockSetAt = time;
      } else if (dice < 380) {
        carrierAwayUntil = time + random.nextInt(40_000);
      } else if (dice < 400) {
        backlogUntil = time + random.nextInt(LONGEST_BACKLOG_MS);
      } else if (dice < 420) {
        // Two absences of the source overlap: the senders' pauses already count from the longer
        // one.
        sourceAwayUntil = Math.max(sourceAwayUntil, time + SHORTEST_MS + random.nextInt(20_000));
      } else if (dice < 500) {
        dead.add("sim/m" + random.nextInt(nextBeat.size()) + "/1");
      }
      step();
    }
  }

  /**
   * Whether a record shows that the broker was away. Its clock, set back before that, may hide the
   * absence: nothing in the log shows it then.
   */
  private boolean isReturnShown() {
    return time >= brokerAwayUntil && lastAppend >= brokerAwayUntil;
  }

  /** Whether a record shows that the clock was set; an absence before that may be hidden, too. */
  private boolean isClockShown() {
    return lastAppend >= clockSetAt;
  }

  /** Lets everything run as it should. */
  void calm(int seconds) {
    for (long end = time + seconds * 1000L; time < end; time += STEP_MS) {
      step();
    }
  }

  private void step() {
    if (time >= brokerAwayUntil) {
      beat();
      carry();
      tick();
    } else {
      long back = brokerAwayUntil;
      nextBeat.replaceAll((key, at) -> Math.max(at, back + random.nextInt(RECONNECT_MS)));
      nextTick = Math.max(nextTick, back);
    }
    nextBeat.replaceAll(
        (key, at) ->
            isCarried(key) && at < sourceAwayUntil
                ? sourceAwayUntil + random.nextInt(RECONNECT_MS)
                : at);
    boolean reads = time >= frozenUntil && time >= laggingUntil && time >= brokerAwayUntil;
    while (reads && position < log.size()) {
      read(log.get(position), position);
      position++;
    }
    if (reads && random.nextInt(500) == 0) {
      committed = position;
    }
  }

  private void beat() {
    nextBeat.forEach(
        (key, at) -> {
          if (time >= at && !dead.contains(key)) {
            Beat beat = Beat.of(1, sequences.merge(key, 1L, Long::sum));
            if (isCarried(key)) {
              toCarry.add(new Waiting(key, beat, Math.max(time, backlogUntil)));
            } else {
              append(key, beat);
            }
          }
        });
    nextBeat.replaceAll((key, at) -> time >= at ? time + 800 + random.nextInt(400) : at);
  }

  /**
   * A carrier brings what was put into its source, in that order: what stands behind somebody's
   * burst comes later, and its marks go on meanwhile.
   */
  private void carry() {
    if (time < carrierAwayUntil) {
      doubt = true;
      return;
    }
    while (!toCarry.isEmpty() && toCarry.getFirst().due() <= time) {
      Waiting waiting = toCarry.removeFirst();
      append(waiting.key(), new Carried(waiting.beat()));
    }
    if (time < nextMark) {
      return;
    }
    nextMark = time + 500;
    doubt |= time < sourceAwayUntil;
    if (time >= sourceAwayUntil && toCarry.isEmpty()) {
      carriedUpTo = time + brokerClockShift;
      carriedFresh = doubt ? carriedUpTo + LogClock.RECONNECT_MS : carriedFresh;
      doubt = false;
    }
    append("mark", new Mark(ROUTE, carriedUpTo, carriedFresh));
  }

  private static boolean isCarried(String key) {
    return key.contains("m1");
  }

  private void tick() {
    if (time >= nextTick && time >= frozenUntil) {
      append("tick", run);
      nextTick = time + 100;
    }
  }

  private void append(String key, Object body) {
    lastAppend = time;
    log.add(new Entry(time + brokerClockShift, key, body));
  }

  private void read(Entry entry, long offset) {
    switch (entry.body()) {
      case Beat beat -> observer.beat(bytes(entry.key()), beat, null, entry.at(), offset);
      case Carried beat ->
          observer.beat(bytes(entry.key()), beat.beat(), bytes(ROUTE), entry.at(), offset);
      case Mark mark -> observer.mark(mark, entry.at(), offset);
      case Watch watch -> observer.watch(entry.key(), watch, entry.at(), offset);
      default -> observer.tick(entry.body().equals(run), entry.at(), offset);
    }
  }

  private void restart() {
    run++;
    position = committed;
    observer = new SilenceLedger(false, 0, sink);
    memory.forEach(observer::restore);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static java.time.Duration ms(long millis) {
    return java.time.Duration.ofMillis(millis);
  }

  private final class Sink implements TransitionListener {
    @Override
    public void tell(String id, Fact fact) {
      if (fact instanceof InstanceSilent silent) {
        String key = silent.instance().toString();
        if (!dead.contains(key)) {
          falselyAccused.add(key);
        }
        if (accused.add(id)) {
          accusations.merge(key, 1, Integer::sum);
        }
      }
    }

    @Override
    public void remember(String key, StoredWatch entry) {
      memory.put(key, entry);
    }

    @Override
    public void forget(String key) {
      memory.remove(key);
    }
  }
}
