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

  /** It was told to have ended, or may have by our own hand, which nobody tells. */
  void hasEnded() {
    ended = true;
  }

  boolean ended() {
    return ended;
  }
}
