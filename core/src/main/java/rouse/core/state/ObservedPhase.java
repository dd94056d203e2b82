package rouse.core.state;

/** What is seen of an instance. */
public enum ObservedPhase {
  /** No container that we know of. */
  ABSENT,
  /** It runs, or was heard, and has not proved itself. */
  STARTING,
  /** It has proved that it is alive. */
  ALIVE,
  /** It beat itself and has ceased to. */
  SILENT,
  /** Docker's health check says so. */
  UNHEALTHY,
  /** Its container ended. */
  DEAD,
  /** An operator stopped its container. */
  STOPPED,
  /** An operator paused its container. */
  PAUSED,
  /** A one-shot that ended well. */
  COMPLETED,
  /** Nobody who could know is heard. */
  UNKNOWN;

  /** It runs, and does not do its work. */
  public boolean hangs() {
    return this == SILENT || this == UNHEALTHY;
  }

  /** It runs, and nothing speaks against it. */
  public boolean isUp() {
    return this == STARTING || this == ALIVE;
  }

  /** It may be well, as far as is known. */
  public boolean isDoubtful() {
    return this == UNHEALTHY || this == UNKNOWN;
  }

  /** Its container has. */
  public boolean hasEnded() {
    return this == DEAD || this == STOPPED || this == COMPLETED;
  }

  /** An old container may still be there and run: only a replacement is sure to end it. */
  public boolean mayHang() {
    return isUp() || hangs() || this == PAUSED;
  }
}
