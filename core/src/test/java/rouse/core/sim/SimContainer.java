package rouse.core.sim;

import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;

/** A virtual container. */
final class SimContainer {
  final InstanceId id;
  final ModuleSpec spec;
  final long incarnation;
  final String containerId;

  /** The command that brought it. */
  final String commandId;

  final long orderedAt;
  final long startedAt;
  final long firstBeatAt;
  final String definition;
  boolean running = true;
  boolean hung;
  boolean paused;

  /** It serves, and its beats are cut off. */
  long muteUntil;

  /** Something was done to it, so that its replacement is no false restart. */
  boolean faulted;

  /** The same, until then. */
  long suspectUntil;

  /** Its next beat, and how many it has sent since it was started. */
  long nextBeat;

  int beats;

  /** What Docker's check says; null while it says nothing. */
  Health health;

  int exitCode;
  boolean outOfMemory;
  long endedAt;

  SimContainer(
      InstanceId id,
      ModuleSpec spec,
      long incarnation,
      String containerId,
      String commandId,
      long ordered,
      long now,
      long boot) {
    this.id = id;
    this.spec = spec;
    this.incarnation = incarnation;
    this.containerId = containerId;
    this.commandId = commandId;
    this.orderedAt = ordered;
    this.startedAt = now;
    this.firstBeatAt = now + boot;
    this.definition = spec.definition();
  }

  void end(int code, long now) {
    running = false;
    paused = false;
    exitCode = code;
    endedAt = now;
  }

  boolean beats(long now) {
    return running && !hung && !paused && now >= Math.max(firstBeatAt, muteUntil);
  }

  boolean isSuspect(long now) {
    return faulted || now < suspectUntil;
  }

  boolean beatsItself() {
    return spec.heartbeat().source() == HeartbeatPolicy.Source.SELF;
  }

  boolean isWell(long now) {
    return spec.completes() ? !running && exitCode == 0 : beats(now);
  }
}
