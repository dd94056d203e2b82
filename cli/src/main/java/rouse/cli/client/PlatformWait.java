package rouse.cli.client;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import rouse.cli.CliError;
import rouse.cli.Errors;
import rouse.cli.terminal.SafeText;
import rouse.contracts.status.PlatformStatus;

/** Asks again and again until a platform is as it should be, or will not become so by itself. */
public final class PlatformWait {
  /** Every answer takes time of processors that a boot needs. */
  private static final Duration PAUSE = Duration.ofMillis(250);

  /** When one is left, so that its coming up is seen at once. */
  private static final Duration PAUSE_AT_THE_END = Duration.ofMillis(50);

  private final Supplier<PlatformStatus> question;
  private final Function<PlatformStatus, Health> judge;

  /** Is shown what is seen while waiting. */
  public interface Sight {
    /** The state, each time it was asked for. */
    void of(PlatformStatus status);

    /** Why there is none, each time there is none. */
    void trouble(String what);

    /** A line for each change of who is missing. */
    static Sight lines(Consumer<String> say) {
      return new Sight() {
        private String said = "";

        @Override
        public void of(PlatformStatus status) {
          if (Health.of(status) == Health.UNDERWAY) {
            trouble(Health.missing(status));
          }
        }

        @Override
        public void trouble(String what) {
          if (!what.equals(said)) {
            say.accept(SafeText.shortened("waiting: " + what, 300));
            said = what;
          }
        }
      };
    }
  }

  /**
   * @param question may fail as long as none was declared, or nobody answers
   * @param judge what a state means; it is waited while that is {@link Health#UNDERWAY}
   */
  public PlatformWait(Supplier<PlatformStatus> question, Function<PlatformStatus, Health> judge) {
    this.question = question;
    this.judge = judge;
  }

  /**
   * Asks until the time is over.
   *
   * @return the last state; empty when there was none in time
   */
  public Optional<PlatformStatus> until(Duration patience, Sight sight)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<PlatformStatus> last = Optional.empty();
    while (true) {
      try {
        PlatformStatus status = question.get();
        last = Optional.of(status);
        sight.of(status);
        if (judge.apply(status) != Health.UNDERWAY) {
          return last;
        }
      } catch (StatusClient.Unreachable | CliError e) {
        sight.trouble(Errors.oneLine(e));
      }
      if (System.nanoTime() - deadline > 0) {
        return last;
      }
      boolean nearlyThere = last.filter(Health::waitsForOne).isPresent();
      Thread.sleep(nearlyThere ? PAUSE_AT_THE_END : PAUSE);
    }
  }
}
