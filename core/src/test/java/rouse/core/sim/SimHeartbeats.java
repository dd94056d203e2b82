package rouse.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import rouse.contracts.event.Decision;
import rouse.contracts.heartbeat.HeartbeatRecord;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Unwatch;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;
import rouse.contracts.platform.ExecutorId;

/**
 * The virtual heartbeat log: modules and executors that beat, directly or by a relay, and the
 * partitions with their observers.
 */
final class SimHeartbeats {
  private static final int PARTITIONS = 2;
  private final Random random;
  private final SimBroker broker;
  private final SimWorld world;
  private final List<SimPartition> partitions = new ArrayList<>();
  private final SimRelay relay;
  private final long[] hostBeats;
  private final long[] nextHostBeat;

  SimHeartbeats(Random random, SimBroker broker, SimLog facts, SimWorld world) {
    this.random = random;
    this.broker = broker;
    this.world = world;
    for (int p = 0; p < PARTITIONS; p++) {
      partitions.add(new SimPartition(p, new Random(random.nextLong()), broker, facts));
    }
    this.relay = new SimRelay(new Random(random.nextLong()), broker, this);
    this.hostBeats = new long[world.executors.size()];
    this.nextHostBeat = new long[world.executors.size()];
  }

  SimPartition any(Random fault) {
    return partitions.get(fault.nextInt(PARTITIONS));
  }

  List<SimPartition> all() {
    return partitions;
  }

  SimRelay relay() {
    return relay;
  }

  SimPartition of(String key) {
    return partitions.get(Math.floorMod(key.hashCode(), PARTITIONS));
  }

  /** What a decision entails for the observers. */
  void told(long now, Decision decision) {
    switch (decision) {
      case Decision.WatchBegun w ->
          append(
              now,
              w.instance().toString(),
              new Watch(w.incarnation(), w.timeout(), w.startup(), w.platform()));
      case Decision.WatchEnded w ->
          append(now, w.instance().toString(), new Unwatch(w.incarnation()));
      case Decision.HostWatchBegun h ->
          append(
              now,
              "host/" + h.host() + "/" + h.platform(),
              new Watch(0, h.timeout(), h.startup(), h.platform()));
      default -> {}
    }
  }

  private void append(long now, String key, HeartbeatRecord record) {
    of(key).append(now, key, record, null);
  }

  void step(long now) {
    if (broker.isUp(now)) {
      for (SimContainer c : world.containers()) {
        if (now >= c.nextBeat) {
          beat(now, c);
        }
      }
      for (int i = 0; i < hostBeats.length; i++) {
        beat(now, i);
      }
    }
    relay.step(now, partitions);
    partitions.forEach(p -> p.step(now));
  }

  private void beat(long now, int host) {
    SimExecutor executor = world.executors.get(host);
    if (executor.up && now >= nextHostBeat[host]) {
      nextHostBeat[host] = next(now);
      String key = new ExecutorId(executor.host, "ias").heartbeatKey();
      append(now, key, Beat.ofHost("ias", hostBeats[host]++));
    }
  }

  /** By itself, or by its executor for what Docker says. */
  private void beat(long now, SimContainer c) {
    boolean beats =
        c.beatsItself()
            ? c.beats(now)
            : c.running && !c.paused && world.executorOf(c.id).up && c.health != UNHEALTHY;
    if (!beats) {
      return;
    }
    c.nextBeat = next(now);
    c.beats++;
    String key = c.id.toString();
    if (SimRelay.carries(c)) {
      relay.take(now, key, Beat.of(SimRelay.isOriginal(c) ? 0 : c.incarnation, sequence(c)));
    } else {
      append(now, key, Beat.of(c.incarnation, sequence(c)));
    }
  }

  private static final rouse.contracts.event.Fact.Health UNHEALTHY =
      rouse.contracts.event.Fact.Health.UNHEALTHY;

  private static long sequence(SimContainer c) {
    return c.startedAt * 10_000 + c.beats;
  }

  private long next(long now) {
    return now + 800 + random.nextInt(400);
  }

  /** The broker was away: who beats finds it again sooner or later. */
  void reconnect() {
    world.containers().forEach(c -> c.nextBeat = Math.max(c.nextBeat, broker.reached(random)));
    for (int i = 0; i < nextHostBeat.length; i++) {
      nextHostBeat[i] = Math.max(nextHostBeat[i], broker.reached(random));
    }
  }
}
