package rouse.core.state.recovery;

import java.time.Instant;
import java.util.Objects;

/**
 * What an instance waits for besides an outcome.
 *
 * @param at in log time
 * @param cause id of the event that set it; what it leads to names this as its cause
 * @param again it was read late and given once more; not so in what was stored without it
 */
public record InstanceTimer(Kind kind, Instant at, String cause, boolean again) {
  public enum Kind {
    /** The next attempt is due. */
    RETRY,
    /** A new container has not been heard: a failed attempt. */
    PROVE,
    /** Nobody who could know was heard: ask the executor, which touches nothing that runs. */
    PROBE,
    /** It has stayed alive after relapses: its incident is over. */
    SETTLE
  }

  /** A kind of a newer version: it is looked at again when it is due. */
  public InstanceTimer {
    kind = Objects.requireNonNullElse(kind, Kind.RETRY);
  }

  public InstanceTimer(Kind kind, Instant at, String cause) {
    this(kind, at, cause, false);
  }

  /** The same for the last time: should it be read late as well, that is no excuse. */
  public InstanceTimer onceMore() {
    return new InstanceTimer(kind, at, cause, true);
  }
}
