package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.Restoring;
import rouse.executor.bootstrap.ObserverPatience.Verdict;

class ObserverPatienceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final ObserverPatience patience =
      new ObserverPatience(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private boolean tick(int second) {
    return isOver(second, true, true, new ObserverWord.Well());
  }

  private boolean silence(int second) {
    return isOver(second, true, false, new ObserverWord.Well());
  }

  private boolean restoring(int second, long left) {
    return isOver(second, true, false, new ObserverWord.Busy(new Restoring(left)));
  }

  private boolean isOver(int second, boolean answers, boolean ticked, ObserverWord word) {
    return judge(second, answers, ticked, word) == Verdict.STOPPED;
  }

  private Verdict judge(int second, boolean answers, boolean ticked, ObserverWord word) {
    return patience.judge(START.plusSeconds(second), answers, ticked, word);
  }

  @Test
  @DisplayName("ten seconds without a tick are over, nine are not")
  void silent() {
    assertThat(tick(0)).isFalse();
    assertThat(silence(9)).isFalse();
    assertThat(silence(10)).isTrue();
  }

  @Test
  @DisplayName("a start has its startup time, and so has the start after a replacement")
  void startup() {
    assertThat(silence(0)).isFalse();
    assertThat(silence(59)).isFalse();
    assertThat(silence(60)).isTrue();
    assertThat(silence(71)).isFalse();
    assertThat(silence(120)).isTrue();
  }

  @Test
  @DisplayName(
      "while the broker does not answer nobody is accused, and afterwards the time begins anew")
  void brokerAway() {
    tick(0);
    assertThat(isOver(30, false, false, new ObserverWord.Well())).isFalse();
    assertThat(silence(31)).isFalse();
    assertThat(silence(90)).isFalse();
    assertThat(silence(91)).isTrue();
  }

  @Test
  @DisplayName("ticks do not help an observer that says that it cannot judge")
  void notReady() {
    tick(0);
    assertThat(isOver(5, true, true, new ObserverWord.Unable())).isFalse();
    assertThat(isOver(10, true, true, new ObserverWord.Unable())).isTrue();
  }

  @Test
  @DisplayName("one that gets on with reading its state back is waited for, however long it takes")
  void restores() {
    long left = 1_000_000;
    for (int second = 0; second < 3600; second += 50) {
      assertThat(restoring(second, left--)).as("at %d s", second).isFalse();
    }
    assertThat(silence(3600)).isFalse();
    assertThat(tick(3601)).isFalse();
    assertThat(silence(3611)).as("from then on it is held to what it can do").isTrue();
  }

  @Test
  @DisplayName("one that says so and gets no further is not waited for longer than for a start")
  void restoresNothing() {
    assertThat(restoring(0, 1000)).isFalse();
    assertThat(restoring(30, 900)).isFalse();
    assertThat(restoring(31, 900)).isFalse();
    assertThat(restoring(89, 900)).isFalse();
    assertThat(restoring(90, 900)).isTrue();
    assertThat(restoring(149, 900)).as("its successor has a start's time as well").isFalse();
    assertThat(restoring(150, 900)).isTrue();
  }

  @Test
  @DisplayName("its ticks do not help one that gets no further: the decider is what is missing")
  void ticksWithoutDecider() {
    var stuck = new ObserverWord.Busy(new Restoring(5));
    assertThat(isOver(0, true, true, stuck)).isFalse();
    assertThat(isOver(59, true, true, stuck)).isFalse();
    assertThat(isOver(60, true, true, stuck)).isTrue();
  }

  @Test
  @DisplayName("a larger number is another container or another store: it gets on from there")
  void anotherStore() {
    restoring(0, 10);
    restoring(59, 5000);
    assertThat(judge(59, true, false, new ObserverWord.Busy(new Restoring(4000))))
        .isEqualTo(Verdict.AT_WORK);
    assertThat(restoring(118, 4000)).isFalse();
    assertThat(restoring(119, 4000)).isTrue();
  }

  @Test
  @DisplayName("one that has observed and reads more state back has a start's time for it")
  void restoresAgain() {
    restoring(0, 10);
    tick(1);
    assertThat(restoring(2, 5000)).isFalse();
    assertThat(restoring(61, 5000)).isFalse();
    assertThat(restoring(62, 5000)).isTrue();
  }
}
