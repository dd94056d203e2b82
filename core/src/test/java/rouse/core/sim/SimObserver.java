package rouse.core.sim;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.core.decide.Scenario;

/** A virtual observer: tells first beats, third beats and silence of what it was told to watch. */
final class SimObserver {
  private static final long BEAT = 1000;
  private final SimLog log;
  private final Map<InstanceId, Watched> watched = new TreeMap<>();
  private long hostHeard;
  private boolean hostWatched;
  private boolean hostSilent;
  private long offset;

  private static final class Watched {
    long incarnation;
    Duration timeout;
    Duration startup;
    boolean expected;
    long since;
    long lastBeat = -1;
    int beats;
    boolean silent;
  }

  SimObserver(SimLog log) {
    this.log = log;
  }

  void told(long now, Decision decision) {
    switch (decision) {
      case Decision.WatchBegun w -> {
        Watched entry = watched.computeIfAbsent(w.instance(), i -> new Watched());
        boolean again = entry.silent && w.incarnation() == entry.incarnation;
        if (w.incarnation() > entry.incarnation || !entry.expected || again) {
          entry.incarnation = Math.max(entry.incarnation, w.incarnation());
          entry.since = now;
          entry.silent = false;
          entry.lastBeat = -1;
          entry.beats = 0;
        }
        entry.expected = true;
        entry.timeout = w.timeout();
        entry.startup = w.startup();
      }
      case Decision.WatchEnded w -> {
        Watched entry = watched.get(w.instance());
        if (entry != null && w.incarnation() >= entry.incarnation) {
          entry.expected = false;
        }
      }
      case Decision.HostWatchBegun h -> {
        hostWatched = true;
        hostHeard = now;
      }
      case Decision.PlatformDown d -> hostWatched = false;
      default -> {}
    }
  }

  /** Nobody looked for a while: everybody gets a fresh timeout. */
  void wasBlind(long now) {
    hostHeard = now;
    watched
        .values()
        .forEach(
            w -> {
              w.since = now;
              w.lastBeat = w.lastBeat < 0 ? -1 : now;
            });
  }

  void look(long now, SimExecutor executor) {
    host(now, executor);
    if (now % BEAT == 0) {
      executor.sorted().forEach(c -> beat(now, c, executor));
    }
    watched.forEach((id, w) -> judge(now, id, w));
  }

  private void host(long now, SimExecutor executor) {
    if (executor.up) {
      hostHeard = now;
    }
    boolean silent = hostWatched && now - hostHeard >= 10_000;
    if (silent && !hostSilent) {
      log.send(
          now,
          "host-silent-" + now,
          new Fact.HostSilent(
              "ias",
              Scenario.HOST,
              SimLog.instant(hostHeard),
              SimLog.instant(now),
              SimLog.instant(now)));
    } else if (!silent && hostSilent) {
      log.send(
          now,
          "host-heard-" + now,
          new Fact.HostHeard("ias", Scenario.HOST, SimLog.instant(now), true));
    }
    hostSilent = silent;
  }

  private void beat(long now, SimContainer c, SimExecutor executor) {
    boolean self = c.spec.heartbeat().source() == HeartbeatPolicy.Source.SELF;
    boolean beats = self ? c.beats(now) : c.running && !c.paused && executor.up;
    Watched w = watched.computeIfAbsent(c.id, i -> new Watched());
    if (!beats || c.incarnation < w.incarnation) {
      return;
    }
    if (c.incarnation > w.incarnation) {
      w.incarnation = c.incarnation;
      w.beats = 0;
      w.silent = false;
    }
    boolean again = w.silent;
    w.beats = again ? 1 : w.beats + 1;
    w.silent = false;
    w.lastBeat = now;
    if (w.beats == 1 || w.beats == 3) {
      log.send(
          now,
          "heard/" + c.id + "/" + c.incarnation + "/" + offset++ + "/" + w.beats,
          new Fact.InstanceHeard(
              c.id,
              c.incarnation,
              SimLog.instant(now),
              w.beats,
              false,
              again,
              Duration.ofSeconds(3)));
    }
  }

  private void judge(long now, InstanceId id, Watched w) {
    if (!w.expected || w.silent) {
      return;
    }
    boolean never = w.lastBeat < 0 || w.beats == 0;
    Duration allowed = never ? w.startup : w.timeout;
    long from = never ? w.since : Math.max(w.lastBeat, 0);
    if (now - from >= allowed.toMillis()) {
      w.silent = true;
      log.send(
          now,
          "silent/" + id + "/" + w.incarnation + "/" + offset++,
          new Fact.InstanceSilent(
              id,
              w.incarnation,
              never ? null : SimLog.instant(w.lastBeat),
              SimLog.instant(from + allowed.toMillis()),
              SimLog.instant(now),
              allowed,
              0,
              offset,
              offset));
    }
  }
}
