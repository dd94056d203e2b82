package rouse.core.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.core.detection.SilenceLedger;
import rouse.core.detection.StoredWatch;
import rouse.core.detection.TransitionListener;

/**
 * A partition of the heartbeat log with the production observer, which some process runs: it may
 * end, go on elsewhere from an older offset, and lose what it had not handed over.
 */
final class SimPartition implements TransitionListener {
  private static final int TICK_MS = 100;
  private static final int COMMIT_EVERY = 40;

  /** What a process that stood still reads before it learns that another has taken over. */
  private static final int POLLED = 40;

  private static final HeartbeatRecord TICK = new HeartbeatRecord.Tick("sim", 0);
  private final int number;
  private final Random random;
  private final SimBroker broker;
  private final SimLog facts;
  private final List<Entry> log = new ArrayList<>();
  private final Map<String, StoredWatch> memory = new HashMap<>();
  private final List<Told> unsent = new ArrayList<>();
  private SilenceLedger observer;
  private int run;
  private int position;
  private int committed;
  private long nextTick;
  private long awayUntil;
  private long lagsUntil;
  private boolean ended;

  /** Null when none stands still that others have taken over from. */
  private Frozen frozen;

  private record Frozen(SilenceLedger observer, int position, int run, long thaws) {}

  private record Entry(long at, String key, HeartbeatRecord record, String route, int run) {}

  private record Told(String id, Fact fact) {}

  SimPartition(int number, Random random, SimBroker broker, SimLog facts) {
    this.number = number;
    this.random = random;
    this.broker = broker;
    this.facts = facts;
    this.observer = new SilenceLedger(false, number, this);
  }

  void append(long now, String key, HeartbeatRecord record, String route) {
    log.add(new Entry(broker.stamp(now), key, record, route, run));
  }

  /** Its process ends, and another one takes over. */
  void moves(long until) {
    ended = true;
    awayUntil = Math.max(awayUntil, until);
  }

  /** Its process stands still until it thaws; another one takes over before that. */
  void isTakenOver(long begins, long thaws) {
    if (!ended) {
      frozen = new Frozen(observer, position, run, thaws);
    }
    moves(begins);
  }

  /** Its process stands still. */
  void freezes(long until) {
    awayUntil = Math.max(awayUntil, until);
  }

  /** It goes on writing and does not come to read. */
  void lags(long until) {
    lagsUntil = Math.max(lagsUntil, until);
  }

  /** Nobody knows any more how far it has read. */
  void forgetsOffsets() {
    committed = 0;
  }

  void step(long now) {
    if (frozen != null && now >= frozen.thaws() && broker.isUp(now)) {
      thaw(now);
    }
    if (now < awayUntil || !broker.isUp(now)) {
      return;
    }
    if (ended) {
      begin(now);
    }
    if (now >= nextTick) {
      append(now, "tick", TICK, null);
      nextTick = now + TICK_MS;
    }
    while (now >= lagsUntil && position < log.size()) {
      read(observer, run, log.get(position), position);
      position++;
    }
    if (random.nextInt(4) == 0) {
      hand(now);
    }
    if (random.nextInt(COMMIT_EVERY) == 0) {
      hand(now);
      committed = position;
    }
  }

  /** It goes on with what it had polled, and hands over what it finds: nobody has told it. */
  private void thaw(long now) {
    Frozen old = frozen;
    frozen = null;
    int end = Math.min(log.size(), old.position() + POLLED);
    for (int offset = old.position(); offset < end; offset++) {
      read(old.observer(), old.run(), log.get(offset), offset);
    }
    hand(now);
  }

  private void hand(long now) {
    unsent.forEach(told -> facts.send(now, told.id(), told.fact()));
    unsent.clear();
  }

  private void begin(long now) {
    ended = false;
    if (random.nextBoolean()) {
      hand(now);
    }
    unsent.clear();
    run++;
    position = committed;
    observer = new SilenceLedger(false, number, this);
    memory.forEach(observer::restore);
  }

  private static void read(SilenceLedger ledger, int reader, Entry entry, long offset) {
    switch (entry.record()) {
      case Beat beat -> ledger.beat(bytes(entry.key()), beat, route(entry), entry.at(), offset);
      case Mark mark -> ledger.mark(mark, entry.at(), offset);
      case Watch watch -> ledger.watch(entry.key(), watch, entry.at(), offset);
      case Unwatch unwatch -> ledger.unwatch(entry.key(), unwatch, entry.at(), offset);
      default -> ledger.tick(entry.run() == reader, entry.at(), offset);
    }
  }

  private static byte[] route(Entry entry) {
    return entry.route() == null ? null : bytes(entry.route());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Override
  public void tell(String id, Fact fact) {
    unsent.add(new Told(id, fact));
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
