package rouse.executor.control;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.ExecutorId;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.watch.HeartbeatEmitter;

/**
 * Turns the beats that stand for Docker's word into the facts that the observer makes of them where
 * there is a log: the first beat of a container, and the third, which proves that it lives.
 */
final class ContainerHeartbeats implements HeartbeatEmitter.Beats {
  private static final int PROOF = 3;
  private final FactFactory make;
  private final Consumer<Envelope<Fact>> facts;
  private final Map<String, Count> counts = new HashMap<>();

  private record Count(long incarnation, int beats) {}

  ContainerHeartbeats(FactFactory make, Consumer<Envelope<Fact>> facts) {
    this.make = make;
    this.facts = facts;
  }

  @Override
  public synchronized boolean write(String key, Beat beat) {
    if (ExecutorId.isKey(key)) {
      return true;
    }
    Count before = counts.get(key);
    boolean same = before != null && before.incarnation() == beat.incarnation();
    int beats = same ? Math.min(before.beats() + 1, PROOF + 1) : 1;
    counts.put(key, new Count(beat.incarnation(), beats));
    if (beats == 1 || beats == PROOF) {
      facts.accept(make.heard(InstanceId.parse(key), beat.incarnation(), beats));
    }
    return true;
  }

  /** Something happened to its container: what it has beaten so far proves nothing. */
  synchronized void reset(InstanceId instance) {
    counts.remove(instance.toString());
  }
}
