package rouse.executor.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.Restoring;
import rouse.executor.observer.ObserverPatience.Verdict;

class ObserverPatienceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final ObserverPatience patience =
      new ObserverPatience(Duration.ofSeconds(10), Duration.ofSeconds(60));
  private Optional<ContainerRun> run = run(1);

  private static Optional<ContainerRun> run(int number) {
    return Optional.of(new ContainerRun("c", Optional.of(START.plusSeconds(number)), 1));
  }

  private boolean tick(int second) {
    return isOver(second, true, true, new ProbeResult.Well());
  }

  private boolean silence(int second) {
    return isOver(second, true, false, new ProbeResult.Well());
  }

  private boolean restoring(int second, long left) {
    return isOver(second, true, false, new ProbeResult.Busy(new Restoring(left)));
  }

  private boolean isOver(int second, boolean answers, boolean ticked, ProbeResult word) {
    return judge(second, answers, ticked, word) == Verdict.STOPPED;
  }

  private Verdict judge(int second, boolean answers, boolean ticked, ProbeResult word) {
    // The clock began anywhere, as that of a machine does.
    long now = Long.MAX_VALUE - 5 + Duration.ofSeconds(second).toNanos();
    return patience.judge(now, answers, ticked, new ObserverSnapshot(run, word));
  }

  /** It is the run that is known, and it ticks. */
  private void observes(int second) {
    tick(second);
    assertThat(judge(second, true, true, new ProbeResult.Well())).isEqualTo(Verdict.OBSERVES);
  }

  /** A look every second; the one that was too much, or the last. */
  private int silentUntil(int from, int last, ProbeResult word, boolean ticked) {
    for (int second = from; second < last; second++) {
      if (isOver(second, true, ticked, word)) {
        return second;
      }
    }
    return last;
  }

  private int silentUntil(int from, int last) {
    return silentUntil(from, last, new ProbeResult.Well(), false);
  }

  @Test
  @DisplayName("ten seconds without a tick are over, nine are not")
  void silent() {
    observes(0);
    assertThat(silentUntil(1, 100)).isEqualTo(10);
  }

  @Test
  @DisplayName("R38 one that somebody paused is waited for, and has its startup time after that")
  void paused() {
    observes(0);
    assertThat(silentUntil(1, 100, new ProbeResult.Paused(), false)).isEqualTo(100);
    assertThat(silentUntil(100, 300)).isEqualTo(160);
  }

  @Test
  @DisplayName("one look that is late, or takes long, is no evidence: there must be three")
  void lateLooks() {
    observes(0);
    assertThat(silence(30)).isFalse();
    assertThat(silence(60)).isFalse();
    assertThat(silence(90)).isTrue();
  }

  @Test
  @DisplayName("a start has its startup time, and so has the start after a replacement")
  void startup() {
    assertThat(silentUntil(0, 200)).isEqualTo(60);
    assertThat(silentUntil(61, 200)).isEqualTo(120);
  }

  @Test
  @DisplayName(
      "another run has its startup time, whoever started it, and whatever the last one did")
  void anotherRun() {
    observes(0);
    run = run(2);
    assertThat(judge(2, true, true, new ProbeResult.Well()))
        .as("the tick may be of the run before")
        .isEqualTo(Verdict.WAITED_FOR);
    assertThat(silentUntil(3, 200)).isEqualTo(62);
  }

  @Test
  @DisplayName("while no container is alive nobody is accused, and the next one has its startup")
  void noContainer() {
    observes(0);
    run = Optional.empty();
    assertThat(silentUntil(1, 3600)).isEqualTo(3600);
    assertThat(judge(3600, true, true, new ProbeResult.Well())).isEqualTo(Verdict.OBSERVES);
    run = run(2);
    assertThat(silentUntil(3700, 5000)).isEqualTo(3760);
  }

  @Test
  @DisplayName("an engine that does not answer for a while renews nothing")
  void engineAway() {
    observes(0);
    Optional<ContainerRun> known = run;
    run = Optional.empty();
    assertThat(silentUntil(1, 20)).isEqualTo(20);
    run = known;
    assertThat(silence(20)).isTrue();
  }

  @Test
  @DisplayName(
      "while the broker does not answer nobody is accused, and afterwards the time begins anew")
  void brokerAway() {
    observes(0);
    assertThat(isOver(30, false, false, new ProbeResult.Well())).isFalse();
    assertThat(silentUntil(31, 200)).isEqualTo(91);
  }

  @Test
  @DisplayName("ticks do not help an observer that says that it cannot judge")
  void notReady() {
    observes(0);
    assertThat(silentUntil(5, 100, new ProbeResult.Unable(), true)).isEqualTo(10);
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
    assertThat(silentUntil(3602, 4000)).as("it is held to what it can do").isEqualTo(3611);
  }

  @Test
  @DisplayName("one that says so and gets no further is not waited for longer than for a start")
  void restoresNothing() {
    assertThat(restoring(0, 1000)).isFalse();
    assertThat(restoring(30, 900)).isFalse();
    var stuck = new ProbeResult.Busy(new Restoring(900));
    assertThat(silentUntil(31, 200, stuck, false)).isEqualTo(90);
    assertThat(silentUntil(91, 200, stuck, false))
        .as("its successor has a start's time as well")
        .isEqualTo(150);
  }

  @Test
  @DisplayName("its ticks do not help one that gets no further: the decider is what is missing")
  void ticksWithoutDecider() {
    var stuck = new ProbeResult.Busy(new Restoring(5));
    assertThat(silentUntil(0, 200, stuck, true)).isEqualTo(60);
  }

  @Test
  @DisplayName("a larger number is another store: it gets on from there")
  void anotherStore() {
    restoring(0, 10);
    restoring(59, 5000);
    assertThat(judge(59, true, false, new ProbeResult.Busy(new Restoring(4000))))
        .isEqualTo(Verdict.GETS_ON);
    var stuck = new ProbeResult.Busy(new Restoring(4000));
    assertThat(silentUntil(60, 200, stuck, false)).isEqualTo(119);
  }

  @Test
  @DisplayName("one that has observed and reads more state back has a start's time for it")
  void restoresAgain() {
    restoring(0, 10);
    tick(1);
    assertThat(restoring(2, 5000)).isFalse();
    assertThat(silentUntil(3, 200, new ProbeResult.Busy(new Restoring(5000)), false)).isEqualTo(62);
  }
}
