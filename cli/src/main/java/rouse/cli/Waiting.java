package rouse.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import rouse.contracts.status.PlatformStatus;

/** Asks again and again until a platform is alive, or will not become so by itself. */
final class Waiting {
  private static final Duration PAUSE = Duration.ofMillis(250);
  private final Supplier<PlatformStatus> question;

  /**
   * @param question may fail as long as none was declared, or nobody answers
   */
  Waiting(Supplier<PlatformStatus> question) {
    this.question = question;
  }

  /**
   * Says each change of who is missing.
   *
   * @return the last state; empty when there was none in time
   */
  Optional<PlatformStatus> until(Duration patience, Consumer<String> say)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<PlatformStatus> last = Optional.empty();
    String said = "";
    while (true) {
      String now;
      try {
        PlatformStatus status = question.get();
        last = Optional.of(status);
        if (Health.of(status) != Health.UNDERWAY) {
          return last;
        }
        now = "waiting: " + Health.missing(status);
      } catch (StatusClient.Unreachable | CliError e) {
        now = "waiting: " + Errors.oneLine(e);
      }
      if (!Objects.equals(now, said)) {
        say.accept(Text.shortened(now, 300));
        said = now;
      }
      if (System.nanoTime() - deadline > 0) {
        return last;
      }
      Thread.sleep(PAUSE);
    }
  }
}
