package rouse.core.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Tick;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.core.detection.SilenceLedger;
import rouse.core.detection.StoredWatch;
import rouse.core.detection.TransitionListener;

/**
 * The observer of one partition of the heartbeats, run again over its log. A tick of a run that was
 * not met before means that the observer had been started anew, as it had.
 */
public final class ReplayedPartition implements TransitionListener {
  private static final long NEVER = Long.MIN_VALUE;

  private final int partition;
  private final boolean adoption;
  private final BiFunction<String, Watch, Watch> policy;
  private final Consumer<RecordedFact> facts;
  private final Map<String, StoredWatch> remembered = new HashMap<>();
  private final Set<String> runs = new HashSet<>();
  private SilenceLedger ledger;
  private String run;
  private long lastTick = NEVER;
  private long now;

  /**
   * @param policy from an instance and what was expected of it to what is to be expected of it
   * @param facts takes what the observer finds, in the order of the log
   */
  public ReplayedPartition(
      int partition,
      boolean adoption,
      BiFunction<String, Watch, Watch> policy,
      Consumer<RecordedFact> facts) {
    this.partition = partition;
    this.adoption = adoption;
    this.policy = policy;
    this.facts = facts;
    this.ledger = new SilenceLedger(adoption, partition, this);
  }

  /**
   * Reads the next record of the partition.
   *
   * @param route as it came with a beat; null when the sender wrote the beat itself
   * @throws IllegalArgumentException when the key names nobody
   */
  public void read(byte[] key, HeartbeatRecord record, byte[] route, long at, long offset) {
    now = at;
    switch (record) {
      case Beat beat -> ledger.beat(key, beat, route, at, offset);
      case Tick tick -> tick(tick, at, offset);
      case Mark mark -> ledger.mark(mark, at, offset);
      case Watch watch -> watch(new String(key, UTF_8), watch, at, offset);
      case Unwatch unwatch -> ledger.unwatch(new String(key, UTF_8), unwatch, at, offset);
      default -> {
        // It says nothing of anybody's life.
      }
    }
  }

  /** Beats of somebody were expected before the recording begins. */
  public void watch(String key, Watch watch, long at, long offset) {
    ledger.watch(key, policy.apply(key, watch), at, offset);
  }

  private void tick(Tick tick, long at, long offset) {
    if (runs.add(tick.observer())) {
      boolean first = run == null;
      run = tick.observer();
      if (!first) {
        begin();
      }
    }
    ledger.tick(tick.observer().equals(run), at, offset);
    lastTick = at;
  }

  private void begin() {
    ledger = new SilenceLedger(adoption, partition, this);
    Map.copyOf(remembered).forEach(ledger::restore);
    if (lastTick != NEVER) {
      ledger.restoreLastTick(lastTick);
    }
  }

  @Override
  public void tell(String id, Fact fact) {
    facts.accept(new RecordedFact(id, Instant.ofEpochMilli(now), fact));
  }

  @Override
  public void remember(String key, StoredWatch entry) {
    remembered.put(key, entry);
  }

  @Override
  public void forget(String key) {
    remembered.remove(key);
  }
}
