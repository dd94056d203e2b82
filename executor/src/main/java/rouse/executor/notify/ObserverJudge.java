package rouse.executor.notify;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether people must hear of the observer. Pure: it is told what each look saw.
 *
 * <p>An observer that was never seen is given a start's time before it is missed.
 */
final class ObserverJudge {
  private final Duration patience;
  private final Duration patienceAtStart;
  private final Instant begun;
  private Instant lastTick;
  private boolean missed;

  /** What is to be said: the observer is gone since a tick, or back. */
  record Verdict(boolean down, Instant lastTick) {}

  ObserverJudge(Duration patience, Duration patienceAtStart, Instant begun) {
    this.patience = patience;
    this.patienceAtStart = patienceAtStart;
    this.begun = begun;
  }

  /** All partitions ticked; {@code tick} is the newest by the broker's clock. */
  Optional<Verdict> ticked(Instant tick) {
    Optional<Verdict> verdict =
        missed ? Optional.of(new Verdict(false, lastKnown())) : Optional.empty();
    missed = false;
    lastTick = tick;
    return verdict;
  }

  /** A look saw no tick in some partition, though the broker answered. */
  Optional<Verdict> silent(Instant now) {
    Instant deadline = lastTick == null ? begun.plus(patienceAtStart) : lastTick.plus(patience);
    if (missed || now.isBefore(deadline)) {
      return Optional.empty();
    }
    missed = true;
    return Optional.of(new Verdict(true, lastKnown()));
  }

  private Instant lastKnown() {
    return lastTick == null ? Instant.EPOCH : lastTick;
  }
}
