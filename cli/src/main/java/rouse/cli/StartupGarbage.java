package rouse.cli;

import java.time.Duration;

/**
 * A start reads files and schemas, and what it leaves behind lives just long enough to get old.
 * Nothing collects that while a small heap has room, so it would stay in memory for days.
 */
public final class StartupGarbage {
  private static final Duration LATER = Duration.ofSeconds(45);

  private StartupGarbage() {}

  /** Has it collected once, when the start is over; a pause of some ten milliseconds. */
  public static void collectLater() {
    Thread.ofPlatform()
        .name("startup-garbage")
        .daemon()
        .start(
            () -> {
              try {
                Thread.sleep(LATER);
                System.gc();
              } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
              }
            });
  }
}
