package rouse.core.detection;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

/**
 * One partition of the log, written by hand into a ledger: offsets and time go on by themselves.
 */
final class Log {
  static final long START = 1_769_850_000_000L;
  final RecordingWitness witness;
  SilenceLedger ledger;
  long now = START;
  long offset;
  private long sequence;

  Log(boolean adoption) {
    this(adoption, new RecordingWitness());
  }

  private Log(boolean adoption, RecordingWitness witness) {
    this.witness = witness;
    this.ledger = new SilenceLedger(adoption, 0, witness);
  }

  /** Begun so long ago that nobody is excused for it any more. */
  static Log watching(boolean adoption) {
    Log log = new Log(adoption).tick().pass(LogClock.RECONNECT_MS);
    log.offset = 1;
    log.witness.take();
    return log;
  }

  /** Regular ticks for a while; the last one at its end. */
  Log pass(long ms) {
    long end = now + ms;
    while (now + 100 <= end) {
      now += 100;
      tick();
    }
    now = end;
    return this;
  }

  /** Regular ticks up to a time, which need not be that of one. */
  Log passTo(long end) {
    long next = now - Math.floorMod(now, 100) + 100;
    while (next <= end) {
      now = next;
      tick();
      next += 100;
    }
    now = end;
    return this;
  }

  Log tick() {
    ledger.tick(true, now, offset++);
    return this;
  }

  Log foreignTick() {
    ledger.tick(false, now, offset++);
    return this;
  }

  Log beat(String key) {
    return beat(key, Beat.of(0, ++sequence));
  }

  Log beat(String key, Beat beat) {
    return beat(key, beat, null);
  }

  /**
   * @param route null: the sender wrote it
   */
  Log beat(String key, Beat beat, String route) {
    byte[] name = route == null ? null : route.getBytes(UTF_8);
    ledger.beat(key.getBytes(UTF_8), beat, name, now, offset++);
    return this;
  }

  Log carriedBeat(String key, String route) {
    return beat(key, Beat.of(0, ++sequence), route);
  }

  Log mark(String route) {
    return mark(Mark.of(route));
  }

  Log mark(Mark mark) {
    ledger.mark(mark, now, offset++);
    return this;
  }

  Log watch(String key, long incarnation, long timeoutMs, long startupMs) {
    Duration timeout = Duration.ofMillis(timeoutMs);
    ledger.watch(
        key, new Watch(incarnation, timeout, Duration.ofMillis(startupMs), "ias"), now, offset++);
    return this;
  }

  /** Its timeout adapts, between the two. */
  Log watchAdapting(String key, long incarnation, long leastMs, long mostMs) {
    Watch watch =
        new Watch(
            incarnation,
            Duration.ofMillis(leastMs),
            Duration.ofSeconds(60),
            "ias",
            Duration.ofMillis(mostMs));
    ledger.watch(key, watch, now, offset++);
    return this;
  }

  Log unwatch(String key, long incarnation) {
    ledger.unwatch(key, new Unwatch(incarnation), now, offset++);
    return this;
  }

  /** Another run takes over with what was remembered. */
  Log restart(boolean adoption) {
    ledger = new SilenceLedger(adoption, 0, witness);
    witness.memory.forEach(ledger::restore);
    return this;
  }
}
