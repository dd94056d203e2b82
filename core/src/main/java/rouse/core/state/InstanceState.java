package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.InstanceId;

/**
 * All that the decider knows of one instance. It outlives its container, since incarnations only
 * grow.
 *
 * @param attempts when commands were sent for incidents, within the budget's window
 * @param highest the highest incarnation ever ordered or seen; the next is one more
 * @param watched what the observer was told; null when it was told nothing, or to stop
 */
public record InstanceState(
    InstanceId id,
    Desired desired,
    Seen seen,
    Effort effort,
    @Nullable Incident incident,
    List<Instant> attempts,
    long highest,
    @Nullable Watched watched) {

  /** Long enough for somebody to see in the morning who fell silent at night. */
  static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

  /** What the observer was told to expect. */
  public record Watched(long incarnation, Duration timeout, Duration startup) {}

  public static InstanceState unseen(InstanceId id, Desired desired) {
    return new InstanceState(id, desired, Seen.NOTHING, Effort.NONE, null, List.of(), 0, null);
  }

  public InstanceState with(Desired other) {
    return new InstanceState(id, other, seen, effort, incident, attempts, highest, watched);
  }

  public InstanceState with(Seen other) {
    return new InstanceState(
        id,
        desired,
        other,
        effort,
        incident,
        attempts,
        Math.max(highest, other.incarnation()),
        watched);
  }

  public InstanceState with(Effort other) {
    return new InstanceState(id, desired, seen, other, incident, attempts, highest, watched);
  }

  InstanceState withIncident(Incident other) {
    return new InstanceState(id, desired, seen, effort, other, attempts, highest, watched);
  }

  public InstanceState withAttempts(List<Instant> other) {
    return new InstanceState(
        id, desired, seen, effort, incident, List.copyOf(other), highest, watched);
  }

  public InstanceState withHighest(long other) {
    return new InstanceState(
        id, desired, seen, effort, incident, attempts, Math.max(highest, other), watched);
  }

  InstanceState withWatched(Watched other) {
    return new InstanceState(id, desired, seen, effort, incident, attempts, highest, other);
  }

  /**
   * When it is forgotten, if nothing is heard of it before: somebody beat whom nobody declared, and
   * fell silent. No fact says that the observer has forgotten it too, which it does after an hour.
   * A container of ours is remembered, since it may have to be retired.
   */
  public Optional<Instant> forgottenAt() {
    boolean onlyHeardOf =
        desired == Desired.ADOPTED
            && seen.observed() == Observed.SILENT
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

  /** Nothing of it is there, and nothing was ordered that might be. */
  public boolean isGone() {
    return desired == Desired.GONE && seen.observed() == Observed.ABSENT && !effort.underWay();
  }
}
