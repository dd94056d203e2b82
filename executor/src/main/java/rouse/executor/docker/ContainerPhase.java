package rouse.executor.docker;

/** What Docker says of a container's life. */
public enum ContainerPhase {
  /** made, never started */
  CREATED,
  RUNNING,
  /** alive, but frozen */
  PAUSED,
  /** ended, and the engine's own restart policy is about to start it again */
  RESTARTING,
  /** ended, or on the way out */
  ENDED;

  /** From the engine's word. */
  static ContainerPhase of(String word) {
    return switch (word) {
      case "created" -> CREATED;
      case "running" -> RUNNING;
      case "paused" -> PAUSED;
      case "restarting" -> RESTARTING;
      default -> ENDED;
    };
  }

  /** Whether its process exists. */
  public boolean alive() {
    return this == RUNNING || this == PAUSED;
  }
}
