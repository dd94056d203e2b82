package rouse.core.state.recovery;

import rouse.contracts.event.Nullable;
import rouse.core.decide.DependentRestarts;

/**
 * What is being done about an instance.
 *
 * @param proving the container that a command brought has not proved itself; its end is a failed
 *     attempt
 * @param lastCommand id of the last command, its decision and number, kept for what becomes of it
 * @param waitsFor what was last said it waits for, so that it is said once
 * @param request id of the request that the effort belongs to, when it belongs to no incident
 * @param givenUp definition that could not be brought to run while an older one lives
 * @param restart its turn has not come yet; null when nobody wants one
 */
public record RecoveryProgress(
    @Nullable CommandInFlight inFlight,
    @Nullable InstanceTimer timer,
    boolean proving,
    @Nullable CommandInFlight lastCommand,
    @Nullable String waitsFor,
    @Nullable String request,
    @Nullable String givenUp,
    @Nullable Restart restart) {

  /**
   * A wish for another container, until there is one.
   *
   * @param incarnation the one that shall not stay; any newer one has fulfilled the wish
   * @param request what it belongs to: the id of the fact that wished it, or of the incident
   * @param follows it is wished since another was replaced, {@link DependentRestarts}
   */
  public record Restart(
      long incarnation, String reason, @Nullable String request, boolean follows) {}

  public static final RecoveryProgress NONE =
      new RecoveryProgress(null, null, false, null, null, null, null, null);

  public RecoveryProgress sending(CommandInFlight command, String forRequest) {
    return new RecoveryProgress(command, null, false, command, null, forRequest, givenUp, restart);
  }

  /** Its outcome is awaited longer; the last command keeps the deadline that it was sent with. */
  public RecoveryProgress waitingUntil(CommandInFlight later) {
    return new RecoveryProgress(
        later, timer, proving, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Whether the deadline was read late already: it is no longer the one that was sent. */
  public boolean wasGivenOnceMore() {
    return inFlight != null
        && lastCommand != null
        && !inFlight.deadline().equals(lastCommand.deadline());
  }

  /** The command reached what it asked for; proof is still to come. */
  public RecoveryProgress landed(InstanceTimer prove) {
    return new RecoveryProgress(
        null, prove, true, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Nothing is under way. */
  public RecoveryProgress idle() {
    return new RecoveryProgress(null, null, false, lastCommand, null, request, givenUp, restart);
  }

  /** It lives, and has to stay so until the timer is due. */
  public RecoveryProgress settling(InstanceTimer settle) {
    return new RecoveryProgress(
        null, settle, true, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Its incident is over; a command that has no outcome yet is still awaited. */
  public RecoveryProgress over() {
    return new RecoveryProgress(
        inFlight, null, false, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Whether it lives, and its incident waits for it to stay so. */
  public boolean isSettling() {
    return timer != null && timer.kind() == InstanceTimer.Kind.SETTLE;
  }

  public RecoveryProgress with(InstanceTimer other) {
    return new RecoveryProgress(
        inFlight, other, proving, lastCommand, waitsFor, request, givenUp, restart);
  }

  public RecoveryProgress withoutTimer() {
    return with(null);
  }

  public RecoveryProgress waitingFor(String what) {
    return new RecoveryProgress(
        inFlight, timer, proving, lastCommand, what, request, givenUp, restart);
  }

  public RecoveryProgress givingUp(String definition) {
    return new RecoveryProgress(
        inFlight, timer, proving, lastCommand, waitsFor, request, definition, restart);
  }

  /** Null: nobody wishes it any longer. */
  public RecoveryProgress wishing(Restart other) {
    return new RecoveryProgress(
        inFlight, timer, proving, lastCommand, waitsFor, request, givenUp, other);
  }

  /** What is done next belongs to this request. */
  public RecoveryProgress forRequest(String id) {
    return new RecoveryProgress(
        inFlight, timer, proving, lastCommand, waitsFor, id, givenUp, restart);
  }

  /** Whether an attempt has neither failed nor been proven. */
  public boolean underWay() {
    return inFlight != null || proving;
  }
}
