package rouse.streams.decide;

import java.time.Instant;

/**
 * What an instance waits for besides an outcome.
 *
 * @param at in log time
 * @param cause id of the event that set it; what it leads to names this as its cause
 */
record Timer(Kind kind, Instant at, String cause) {
  enum Kind {
    /** The next attempt is due. */
    RETRY,
    /** A new container has not been heard: a failed attempt. */
    PROVE,
    /** Nobody who could know was heard: ask the executor, which touches nothing that runs. */
    PROBE
  }
}
