package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.recovery.Incident;
import rouse.core.state.recovery.InstanceTimer;
import rouse.core.state.recovery.RecoveryProgress;
import rouse.core.state.recovery.RecoveryTurn;

/**
 * All that the decider knows of one instance. It outlives its container, since incarnations only
 * grow.
 *
 * @param attempts when commands were sent for incidents, within the budget's window
 * @param highest the highest incarnation ever ordered or seen; the next is one more
 * @param watched what the observer was told; null when it was told nothing, or to stop
 * @param last the incident before, which goes on should it fail again soon; null when it would not
 * @param turn when it was recovered last, or will be; null when it never was
 * @param probe the last of its health check, made since it was silent; null when there was none
 */
public record InstanceState(
    InstanceId id,
    DesiredState desired,
    ObservedState seen,
    RecoveryProgress effort,
    @Nullable Incident incident,
    List<Instant> attempts,
    long highest,
    @Nullable Watched watched,
    @Nullable Closed last,
    @Nullable RecoveryTurn turn,
    @Nullable HealthProbe probe) {

  /** Long enough for somebody to see in the morning who fell silent at night. */
  static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  /** A wish of a newer version is none that this one could follow: it is left alone. */
  public InstanceState {
    desired = Objects.requireNonNullElse(desired, DesiredState.HELD);
  }

  /** What the observer was told to expect. */
  public record Watched(
      long incarnation, Duration timeout, Duration startup, @Nullable Duration most) {}

  /** An incident that ended with its recovery. */
  public record Closed(Incident incident, Instant at) {}

  public static InstanceState unseen(InstanceId id, DesiredState desired) {
    return new InstanceState(
        id,
        desired,
        ObservedState.NOTHING,
        RecoveryProgress.NONE,
        null,
        List.of(),
        0,
        null,
        null,
        null,
        null);
  }

  public InstanceState with(DesiredState other) {
    return new InstanceState(
        id, other, seen, effort, incident, attempts, highest, watched, last, turn, probe);
  }

  public InstanceState with(ObservedState other) {
    return new InstanceState(
        id,
        desired,
        other,
        effort,
        incident,
        attempts,
        // What only beats have claimed is no number that was given.
        other.containerId() == null ? highest : Math.max(highest, other.incarnation()),
        watched,
        last,
        turn,
        probe);
  }

  public InstanceState with(RecoveryProgress other) {
    return new InstanceState(
        id, desired, seen, other, incident, attempts, highest, watched, last, turn, probe);
  }

  public InstanceState withIncident(Incident other) {
    return new InstanceState(
        id, desired, seen, effort, other, attempts, highest, watched, last, turn, probe);
  }

  public InstanceState withAttempts(List<Instant> other) {
    return new InstanceState(
        id,
        desired,
        seen,
        effort,
        incident,
        List.copyOf(other),
        highest,
        watched,
        last,
        turn,
        probe);
  }

  /** An incarnation was ordered. */
  public InstanceState withOrdered(long other) {
    return new InstanceState(
        id,
        desired,
        seen,
        effort,
        incident,
        attempts,
        Math.max(highest, other),
        watched,
        last,
        turn,
        probe);
  }

  public InstanceState withWatched(Watched other) {
    return new InstanceState(
        id, desired, seen, effort, incident, attempts, highest, other, last, turn, probe);
  }

  public InstanceState withLast(Closed other) {
    return new InstanceState(
        id, desired, seen, effort, incident, attempts, highest, watched, other, turn, probe);
  }

  public InstanceState with(RecoveryTurn other) {
    return new InstanceState(
        id, desired, seen, effort, incident, attempts, highest, watched, last, other, probe);
  }

  public InstanceState with(HealthProbe other) {
    return new InstanceState(
        id, desired, seen, effort, incident, attempts, highest, watched, last, turn, other);
  }

  /** It waits for what its health check says, and for nothing else. */
  public boolean awaitsProbe() {
    InstanceTimer timer = effort.timer();
    return probe != null
        && timer != null
        && timer.kind() == InstanceTimer.Kind.RETRY
        && timer.at().equals(probe.until());
  }

  /** It waits for its turn, and for nothing else. */
  public boolean awaitsTurn() {
    InstanceTimer timer = effort.timer();
    return turn != null
        && !turn.isTaken()
        && timer != null
        && timer.kind() == InstanceTimer.Kind.RETRY
        && timer.at().equals(turn.at());
  }

  /** It had proved that it lives, and has ceased to beat while its container runs. */
  public boolean hasFallenSilent() {
    return desired == DesiredState.RUNNING
        && seen.observed() == ObservedPhase.SILENT
        && seen.aliveSince() != null
        && seen.containerId() != null;
  }

  /** Another definition is wanted: what failed before says nothing of it. */
  public InstanceState ofAnotherDefinition() {
    return (incident == null ? this : withIncident(incident.ofAnotherDefinition())).withLast(null);
  }

  /** Whether it failed too soon after its last proof of life to be another incident. */
  public boolean isRelapse(Instant at) {
    return last != null && !hasBeenAliveUntil(at);
  }

  /** It was alive for so long that its attempts no longer count. */
  public boolean hasBeenAliveUntil(Instant at) {
    Instant since = seen.aliveSince() != null ? seen.aliveSince() : last != null ? last.at() : null;
    return since != null && !since.plus(RecoveryPolicy.RESET_AFTER).isAfter(at);
  }

  /**
   * When it is forgotten, if nothing is heard of it before: somebody beat whom nobody declared, and
   * fell silent. No fact says that the observer has forgotten it too, which it does after an hour.
   * A container of ours is remembered, since it may have to be retired.
   */
  public Optional<Instant> forgottenAt() {
    boolean onlyHeardOf =
        desired == DesiredState.ADOPTED
            && seen.observed() == ObservedPhase.SILENT
            && seen.containerId() == null;
    return onlyHeardOf ? Optional.of(seen.since().plus(FORGOTTEN_AFTER)) : Optional.empty();
  }

  /** When its earliest timer or deadline is due. */
  Optional<Instant> due() {
    Instant deadline = effort.inFlight() == null ? null : effort.inFlight().deadline();
    Instant timer = effort.timer() == null ? null : effort.timer().at();
    return Stream.of(Optional.ofNullable(deadline), Optional.ofNullable(timer), forgottenAt())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /** Attempts that still count at {@code at}. */
  public List<Instant> attemptsSince(Instant from) {
    return attempts.stream().filter(t -> t.isAfter(from)).toList();
  }

  /** A command for a newer incarnation than the one that is seen has no outcome yet. */
  public boolean hasSuccessorOrdered() {
    return effort.inFlight() != null && effort.inFlight().incarnation() > seen.incarnation();
  }

  /** Whether a container that shall not stay is still the newest, and its work not done. */
  public boolean isRestartPending() {
    RecoveryProgress.Restart wish = effort.restart();
    return wish != null
        && desired == DesiredState.RUNNING
        && seen.observed() != ObservedPhase.COMPLETED
        && seen.incarnation() <= wish.incarnation();
  }

  /** Paused, but an operator wants it restarted. */
  public boolean isPauseOverruled() {
    return seen.isPaused() && isRestartPending() && !effort.restart().follows();
  }

  /** Paused, and nobody asked for a restart since. */
  public boolean isLeftAlone() {
    return seen.isPaused() && desired == DesiredState.RUNNING && !isPauseOverruled();
  }

  /** It runs from another definition than the one declared, and that can be changed. */
  public boolean definitionDiffers(DeclaredModule module) {
    String wanted = module.spec().definition();
    String has = seen.definition();
    return !wanted.isEmpty()
        && has != null
        && !has.equals(wanted)
        && !wanted.equals(effort.givenUp());
  }

  /** Nothing of it is there, and nothing was ordered that might be. */
  public boolean isGone() {
    return desired == DesiredState.GONE
        && seen.observed() == ObservedPhase.ABSENT
        && !effort.underWay();
  }
}
