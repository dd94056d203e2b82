package rouse.executor.bootstrap;

/** An attempt that is to come, unless another thought takes its place. */
final class Attempt {
  private final Accusation accused;
  private boolean ended;

  Attempt(Accusation accused) {
    this.accused = accused;
    this.ended = accused instanceof Accusation.Ended;
  }

  Accusation accused() {
    return accused;
  }

  /** Whether it is made only since another was replaced. */
  boolean follows() {
    return accused instanceof Accusation.Outlived;
  }

  /** This is said against it as well. */
  void also(Accusation said) {
    ended |= said instanceof Accusation.Ended;
  }

  /** It may have ended by our own hand, which nobody tells. */
  void mayHaveEnded() {
    ended = true;
  }

  /** Whether it has ended, as was told, or may have. */
  boolean ended() {
    return ended;
  }
}
