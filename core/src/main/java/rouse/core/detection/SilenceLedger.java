package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

/**
 * Who was heard when, in one partition of the heartbeat log, and who is silent. Given the records
 * in the order of the log; a beat costs O(1) and no allocation, a tick costs O(newly silent +
 * distinct timeouts). One thread writes; {@link LedgerView} is for others.
 */
public final class SilenceLedger {
  /** So many beats prove that an incarnation lives. */
  public static final int PROOF = 3;

  private final boolean adoption;
  private final TransitionListener witness;
  private final TransitionFacts testimony;
  private final LogClock clock = new LogClock();
  private final InstanceRows rows = new InstanceRows();
  private final Routes routes = new Routes();
  private final InstanceRegistry roll = new InstanceRegistry(rows, routes.direct());
  private final DeadlineQueues queues = new DeadlineQueues(rows, routes);
  private final RelayMonitor carriers;
  private final LedgerCounters tally = new LedgerCounters();

  /**
   * @param adoption whether undeclared instances that beat are watched
   * @param partition of the heartbeat topic
   */
  public SilenceLedger(boolean adoption, int partition, TransitionListener witness) {
    this.adoption = adoption;
    this.witness = witness;
    this.testimony = new TransitionFacts(partition, witness);
    this.carriers = new RelayMonitor(routes, roll, clock, testimony);
  }

  /** Puts back what was stored. Silence is not judged before a tick of this run was read back. */
  public void restore(String key, StoredWatch remembered) {
    WatchedInstance pulse = roll.enter(key, remembered.platform());
    remembered.writeTo(pulse);
    pulse.route = routes.known(remembered.route());
    if (pulse.state == LivenessState.UNWATCHED) {
      queues.letGo(pulse, LogClock.NEVER);
    } else {
      // Also one that was silent: the fact may have been lost with the last run, so it is judged
      // again, and told again under the same id.
      queues.await(pulse, LogClock.NEVER);
    }
  }

  /** The last tick before this run, as far as it is remembered. */
  public void restoreLastTick(long at) {
    clock.lastTickWas(at);
  }

  /**
   * Refuses a key that no instance can have.
   *
   * @throws IllegalArgumentException when the key names neither an instance nor a host
   */
  public static void requireName(String key) {
    InstanceRegistry.platformOf(key);
  }

  /**
   * Takes in a beat.
   *
   * @param key as it came, in UTF-8
   * @param routeName as it came, in UTF-8; null when the sender wrote the beat itself
   * @param at broker time of the record
   * @throws IllegalArgumentException when the key names neither an instance nor a host
   */
  public void beat(byte[] key, Beat beat, byte[] routeName, long at, long offset) {
    Route route = carriers.brought(routeName, at);
    WatchedInstance pulse = roll.find(key);
    if (pulse == null) {
      pulse = adopt(new String(key, UTF_8));
      if (pulse == null) {
        tally.strangers++;
        return;
      }
    } else if (isKnown(pulse, offset)) {
      retell(pulse, offset);
      return;
    }
    long now = clock.advance(at);
    if (isLate(pulse, beat, route)) {
      pulse.hearLate(now);
      tally.outdated++;
    } else if (counts(pulse, beat)) {
      tally.beats++;
      pulse.comesBy(route);
      count(pulse, beat, at, now, offset);
    }
  }

  /** A carrier says how far it came. */
  public void mark(Mark mark, long at, long offset) {
    carriers.marked(mark, at, offset);
  }

  /**
   * Beats are expected from now on.
   *
   * @throws IllegalArgumentException when key or times make no sense
   */
  public void watch(String key, Watch watch, long at, long offset) {
    String platform = InstanceRegistry.platformOf(key);
    int timeoutMs = WatchTimes.of("timeout", watch.timeout());
    int startupMs = WatchTimes.of("startup", watch.startup());
    WatchedInstance pulse = roll.find(key);
    if (pulse == null) {
      pulse = roll.enter(key, platform);
      pulse.state = LivenessState.UNWATCHED;
    } else if (isKnown(pulse, offset)) {
      retell(pulse, offset);
      return;
    }
    pulse.adopted = false;
    pulse.expect(timeoutMs, startupMs, watch.most());
    boolean early = pulse.isEarly(watch.incarnation());
    if (early) {
      pulse.becomesHeard(watch.incarnation(), at);
      pulse.evidenceOffset = offset;
    } else if (isNewExpectation(pulse, watch)) {
      pulse.becomes(watch.incarnation());
      pulse.evidenceOffset = offset;
    }
    long now = clock.advance(at);
    if (pulse.state != LivenessState.SILENT) {
      // A changed timeout begins to run now; counted from the last beat it would break the order.
      queues.await(pulse, now);
    }
    if (early) {
      testimony.heard(pulse, false);
    }
    witness.remember(key, StoredWatch.of(pulse));
  }

  /** Beats are no longer expected. */
  public void unwatch(String key, Unwatch unwatch, long at, long offset) {
    WatchedInstance pulse = roll.find(key);
    if (pulse == null || unwatch.incarnation() < pulse.incarnation || isKnown(pulse, offset)) {
      return;
    }
    pulse.letGo();
    pulse.evidenceOffset = offset;
    queues.letGo(pulse, clock.advance(at));
    witness.remember(key, StoredWatch.of(pulse));
  }

  /**
   * The clock of the log.
   *
   * @param ownRun whether this run of the observer wrote it; only such a tick judges
   */
  public void tick(boolean ownRun, long at, long offset) {
    long before = clock.lastTick();
    LogClock.Reading reading = clock.tick(ownRun, at);
    switch (reading) {
      case CATCHING_UP, STEADY -> {}
      case RESTART -> {
        comeBackTo(at);
        blind(before == LogClock.NEVER ? at : before, at, "restart", offset);
      }
      case GAP -> blind(before, at, "gap", offset);
      case CLOCK_BACK -> {
        comeBackTo(at);
        blind(before, at, "clock-back", offset);
      }
    }
    if (reading == LogClock.Reading.GAP || reading == LogClock.Reading.RESTART) {
      queues.nobodyLooked(at);
    }
    if (ownRun) {
      queues.abandonGone(at);
      queues.drainOverdue(at, clock, pulse -> accuse(pulse, at, offset));
      queues.drainForgotten(at, clock.freshFrom(), this::forget);
    }
    tally.tick(at, reading);
  }

  /** For other threads. */
  public LedgerView view() {
    return new LedgerView(roll, tally);
  }

  /** Ticks do not come back: whatever the ledger says is of the past. */
  public void loseSight() {
    tally.loseSight();
  }

  /** Read again after a crash: what is remembered may be ahead of what was acknowledged. */
  private boolean isKnown(WatchedInstance pulse, long offset) {
    return !clock.observing() && offset <= pulse.evidenceOffset;
  }

  /** The fact of a remembered transition may have been lost in the crash; its id is the same. */
  private void retell(WatchedInstance pulse, long offset) {
    if (pulse.state == LivenessState.HEARD && offset == pulse.evidenceOffset) {
      if (pulse.beats == 1 || pulse.beats == PROOF) {
        testimony.heardOnceMore(pulse);
      }
      testimony.health(pulse);
    }
  }

  private WatchedInstance adopt(String key) {
    String platform = InstanceRegistry.platformOf(key);
    if (!adoption) {
      return null;
    }
    WatchedInstance pulse = roll.enter(key, platform);
    pulse.adopted = true;
    return pulse;
  }

  /**
   * Whether a beat is new life of the incarnation that is expected. One of a newer incarnation may
   * be of a container whose watch is on its way, and waits for it; an incarnation that was never
   * ordered waits for ever. Of an adopted instance only its beats are known.
   */
  private boolean counts(WatchedInstance pulse, Beat beat) {
    if (beat.incarnation() > pulse.incarnation && pulse.state != LivenessState.UNWATCHED) {
      if (!pulse.adopted) {
        pulse.earlyIncarnation = beat.incarnation();
        tally.early++;
        return false;
      }
      pulse.becomes(beat.incarnation());
    } else if (beat.incarnation() > 0 && beat.incarnation() < pulse.incarnation) {
      tally.outdated++;
      return false;
    }
    if (pulse.isRepeatedBy(beat)) {
      tally.repeats++;
      return false;
    }
    return true;
  }

  /**
   * Whether a beat that names no incarnation may be of the container before. What a relay brings
   * may have been sent long ago, and proves nothing of a new container until the relay says that it
   * has brought everything from before its watch. An adopted instance has no container that is
   * known.
   */
  private static boolean isLate(WatchedInstance pulse, Beat beat, Route route) {
    return beat.incarnation() == 0
        && pulse.incarnation > 0
        && pulse.state == LivenessState.WAITING
        && !pulse.adopted
        && !route.isDirect()
        && route.upTo() < pulse.countFrom;
  }

  private void count(WatchedInstance pulse, Beat beat, long at, long now, long offset) {
    boolean afterSilence = pulse.state == LivenessState.SILENT;
    boolean transition = pulse.hear(beat, at, offset);
    if (pulse.adopted) {
      BeatInterval.learn(pulse, now, afterSilence);
      pulse.timeoutMs = BeatInterval.timeoutMs(pulse);
    } else if (pulse.adaptive != null) {
      pulse.adaptive.learn(now);
      pulse.timeoutMs = pulse.adaptive.timeoutMs();
    }
    if (pulse.state == LivenessState.UNWATCHED) {
      queues.letGo(pulse, now);
      return;
    }
    queues.await(pulse, now);
    boolean healthTurned = pulse.unwell == beat.well();
    if (healthTurned) {
      pulse.unwell = !beat.well();
      testimony.health(pulse);
    }
    if (transition) {
      testimony.heard(pulse, afterSilence);
    }
    if (transition || healthTurned) {
      witness.remember(pulse.name(), StoredWatch.of(pulse));
    }
  }

  /** One that is silent or was not expected gets its startup time anew, as a new container does. */
  private static boolean isNewExpectation(WatchedInstance pulse, Watch watch) {
    return pulse.state == LivenessState.UNWATCHED
        || watch.incarnation() != pulse.incarnation
        || pulse.state == LivenessState.SILENT;
  }

  private void accuse(WatchedInstance pulse, long at, long tickOffset) {
    int timeoutMs = pulse.patienceMs();
    long deadline = pulse.timeoutFrom(at, clock) + timeoutMs;
    pulse.state = LivenessState.SILENT;
    testimony.silent(pulse, deadline, timeoutMs, pulse.judgedUpTo(at), tickOffset);
    witness.remember(pulse.name(), StoredWatch.of(pulse));
    if (pulse.adopted) {
      queues.letGo(pulse, at);
    }
  }

  private void forget(WatchedInstance pulse) {
    roll.strike(pulse);
    witness.forget(pulse.name());
  }

  private void comeBackTo(long now) {
    roll.forEach(pulse -> pulse.comeBackTo(now));
    routes.carried().forEach(route -> route.comeBackTo(now));
  }

  private void blind(long from, long to, String cause, long tickOffset) {
    roll.platforms().forEach(name -> testimony.blind(name, from, to, cause, tickOffset));
  }
}
