package rouse.core.state;

import rouse.contracts.event.Nullable;
import rouse.core.decide.Following;

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
public record Effort(
    @Nullable InFlight inFlight,
    @Nullable Timer timer,
    boolean proving,
    @Nullable InFlight lastCommand,
    @Nullable String waitsFor,
    @Nullable String request,
    @Nullable String givenUp,
    @Nullable Restart restart) {

  /**
   * A wish for another container, until there is one.
   *
   * @param incarnation the one that shall not stay; any newer one has fulfilled the wish
   * @param request what it belongs to: the id of the fact that wished it, or of the incident
   * @param follows it is wished since another was replaced, {@link Following}
   */
  public record Restart(
      long incarnation, String reason, @Nullable String request, boolean follows) {}

  static final Effort NONE = new Effort(null, null, false, null, null, null, null, null);

  Effort sending(InFlight command, String forRequest) {
    return new Effort(command, null, false, command, null, forRequest, givenUp, restart);
  }

  /** Its outcome is awaited longer; the last command keeps the deadline that it was sent with. */
  public Effort waitingUntil(InFlight later) {
    return new Effort(later, timer, proving, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Whether the deadline was read late already: it is no longer the one that was sent. */
  public boolean wasGivenOnceMore() {
    return inFlight != null
        && lastCommand != null
        && !inFlight.deadline().equals(lastCommand.deadline());
  }

  /** The command reached what it asked for; proof is still to come. */
  public Effort landed(Timer prove) {
    return new Effort(null, prove, true, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Nothing is under way. */
  public Effort idle() {
    return new Effort(null, null, false, lastCommand, null, request, givenUp, restart);
  }

  /** It lives, and has to stay so until the timer is due. */
  public Effort settling(Timer settle) {
    return new Effort(null, settle, true, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Its incident is over; a command that has no outcome yet is still awaited. */
  Effort over() {
    return new Effort(inFlight, null, false, lastCommand, waitsFor, request, givenUp, restart);
  }

  /** Whether it lives, and its incident waits for it to stay so. */
  public boolean isSettling() {
    return timer != null && timer.kind() == Timer.Kind.SETTLE;
  }

  public Effort with(Timer other) {
    return new Effort(inFlight, other, proving, lastCommand, waitsFor, request, givenUp, restart);
  }

  public Effort waitingFor(String what) {
    return new Effort(inFlight, timer, proving, lastCommand, what, request, givenUp, restart);
  }

  public Effort givingUp(String definition) {
    return new Effort(
        inFlight, timer, proving, lastCommand, waitsFor, request, definition, restart);
  }

  /** Null: nobody wishes it any longer. */
  public Effort wishing(Restart other) {
    return new Effort(inFlight, timer, proving, lastCommand, waitsFor, request, givenUp, other);
  }

  /** What is done next belongs to this request. */
  public Effort forRequest(String id) {
    return new Effort(inFlight, timer, proving, lastCommand, waitsFor, id, givenUp, restart);
  }

  /** Whether an attempt has neither failed nor been proven. */
  public boolean underWay() {
    return inFlight != null || proving;
  }
}
