package rouse.core.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Mark;

/** Brings the beats of some modules, in their order, and says how far it has come. */
final class SimRelay {
  private static final String ROUTE = "bridge/0";
  private static final int RECONNECT_MS = 10_000;
  private final Random random;
  private final SimBroker broker;
  private final SimHeartbeats log;
  private final Deque<Waiting> source = new ArrayDeque<>();
  private long awayUntil;
  private long backlogUntil;
  private long nextMark;
  private long upTo;
  private long freshFrom;
  private boolean doubt = true;

  private record Waiting(String key, Beat beat, long due) {}

  SimRelay(Random random, SimBroker broker, SimHeartbeats log) {
    this.random = random;
    this.broker = broker;
    this.log = log;
  }

  /** Modules of the original platform know nothing of incarnations. */
  static boolean isOriginal(SimContainer c) {
    return c.id.module().equals("m2");
  }

  static boolean carries(SimContainer c) {
    return c.beatsItself() && (isOriginal(c) || c.id.module().equals("m3"));
  }

  void take(long now, String key, Beat beat) {
    source.add(new Waiting(key, beat, Math.max(now + random.nextInt(50), backlogUntil)));
  }

  void leave(long until) {
    awayUntil = Math.max(awayUntil, until);
  }

  /** Others have put much before what comes now. */
  void bury(long until) {
    backlogUntil = Math.max(backlogUntil, until);
  }

  void step(long now, List<SimPartition> partitions) {
    if (now < awayUntil || !broker.isUp(now)) {
      doubt = true;
      return;
    }
    while (!source.isEmpty() && source.getFirst().due() <= now) {
      Waiting waiting = source.removeFirst();
      log.of(waiting.key()).append(now, waiting.key(), waiting.beat(), ROUTE);
    }
    if (now < nextMark) {
      return;
    }
    nextMark = now + 500;
    if (source.isEmpty()) {
      upTo = broker.stamp(now);
      freshFrom = doubt ? upTo + RECONNECT_MS : freshFrom;
      doubt = false;
    }
    partitions.forEach(p -> p.append(now, "mark", new Mark(ROUTE, upTo, freshFrom), null));
  }
}
