package rouse.core.state;

import java.time.Duration;
import java.time.Instant;
import rouse.contracts.event.Nullable;
import rouse.contracts.platform.InstanceId;

/**
 * What is silent while its container runs is not replaced. So many fell silent at once that rather
 * the way of their beats has failed than all of them, and to replace them would take down what
 * serves.
 *
 * @param lookAt it is released then unless too many are silent still
 * @param probeAt one instance is replaced then, to see whether it is heard
 * @param probe the one that was replaced last since it was silent; null: none was
 * @param probes how many were replaced since the brake was applied
 * @param again the look was due while nobody was there, and is taken once more
 */
public record Brake(
    Instant since,
    Instant lookAt,
    Instant probeAt,
    @Nullable InstanceId probe,
    int probes,
    boolean again) {
  /** Of those that fall silent one after the other, one is replaced in this time. */
  public static final Duration SPACING = Duration.ofSeconds(2);

  /** How the reason of a decision begins that puts a replacement off for others' silence. */
  public static final String REASON = "brake: ";

  private static final Duration LOOKS = Duration.ofSeconds(30);

  /** A look that is taken so late accuses nobody. */
  private static final Duration LATE = Duration.ofSeconds(2);

  /** In this time whoever was away reads the beats that came meanwhile. */
  private static final Duration READ = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofMinutes(10);

  public static Brake applied(Instant since, Instant probeAt, InstanceId replaced) {
    return new Brake(since, probeAt, probeAt, replaced, 0, false);
  }

  /**
   * Whether nobody was there when the look was due: what has beaten since may stand unread. Once,
   * since to a host whose clock is behind the log's every look seems late.
   */
  public boolean isReadLate(Instant at) {
    return !again && at.isAfter(lookAt.plus(LATE));
  }

  public Brake looked(Instant at) {
    boolean late = isReadLate(at);
    return new Brake(since, at.plus(late ? READ : LOOKS), probeAt, probe, probes, late);
  }

  /** Should it not be heard, the next probe comes later than this one did. */
  public Brake probing(InstanceId id, Instant at, Duration first) {
    Duration next = first.multipliedBy(2L << Math.min(probes, 8));
    return new Brake(
        since,
        lookAt,
        at.plus(next.compareTo(LONGEST) < 0 ? next : LONGEST),
        id,
        probes + 1,
        again);
  }
}
