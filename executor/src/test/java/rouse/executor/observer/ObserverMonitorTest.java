package rouse.executor.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.Restoring;
import rouse.executor.observer.ObserverPatience.Verdict;

/** Hours of looks, one a second, by a clock that is ours. */
class ObserverMonitorTest {
  private static final ContainerRun RUN = new ContainerRun("c", Optional.of(Instant.EPOCH), 1);
  private long now = -5;
  private Optional<ContainerRun> run = Optional.of(RUN);
  private boolean brokerAnswers = true;
  private boolean ticks;
  private ProbeResult word = new ProbeResult.Well();
  private int replaced;
  private int left;
  private final ObserverWatchdog watchdog =
      new ObserverWatchdog(
          new ObserverPatience(Duration.ofSeconds(10), Duration.ofSeconds(60)),
          this::seen,
          this::happens,
          () -> now);
  private final ObserverMonitor monitor =
      new ObserverMonitor(this::ticks, () -> true, List.of(watchdog::looked));

  private TickProbe.Look ticks() {
    if (!brokerAnswers) {
      throw new TimeoutException("no broker");
    }
    return new TickProbe.Look(Instant.EPOCH, ticks ? 1 : 0, 4);
  }

  private ObserverSnapshot seen() {
    if (word == null) {
      throw new NoSuchMethodError("an answer that nobody thought of");
    }
    return new ObserverSnapshot(run, word);
  }

  private void happens(Verdict verdict, ContainerRun of) {
    assertThat(run).contains(of);
    switch (verdict) {
      case STOPPED -> replaced++;
      case OBSERVES, GETS_ON -> left++;
      case WAITED_FOR, BROKER_AWAY -> {}
    }
  }

  private void look(int times) {
    for (int n = 0; n < times; n++) {
      monitor.look();
      now += 1_000_000_000L;
    }
  }

  private void restores(long records, int times) {
    for (int n = 0; n < times; n++) {
      word = new ProbeResult.Busy(new Restoring(records - n));
      look(1);
    }
  }

  @Test
  @DisplayName("two hours of reading state back are no reason to replace it, and then it observes")
  void restoresForLong() {
    restores(1_000_000, 7200);
    word = new ProbeResult.Well();
    ticks = true;
    look(60);
    assertThat(replaced).isZero();
  }

  @Test
  @DisplayName("what gets on again before it was replaced is left alone")
  void getsOnAgain() {
    word = new ProbeResult.Busy(new Restoring(500));
    look(62);
    assertThat(replaced).isOne();
    int before = left;
    restores(499, 1);
    assertThat(left).isEqualTo(before + 1);
    assertThat(replaced).isOne();
  }

  @Test
  @DisplayName("what merely is not ready is replaced as ever, and what does not tick is")
  void unable() {
    ticks = true;
    look(5);
    word = new ProbeResult.Unable();
    look(11);
    assertThat(replaced).isOne();
    word = new ProbeResult.Well();
    look(1);
    ticks = false;
    look(11);
    assertThat(replaced).isEqualTo(2);
  }

  @Test
  @DisplayName("a look that fails is not the last, as it would be for the timer")
  void failingLook() {
    word = null;
    look(1);
    word = new ProbeResult.Unable();
    look(61);
    assertThat(replaced).isOne();
  }

  @Test
  @DisplayName("while the broker does not answer nothing is replaced, whatever it says")
  void brokerAway() {
    brokerAnswers = false;
    word = new ProbeResult.Unable();
    look(3600);
    assertThat(replaced).isZero();
    assertThat(left).isZero();
  }

  @Test
  @DisplayName("what was stopped is left so, and has its startup time when it is started again")
  void stopped() {
    ticks = true;
    look(5);
    ticks = false;
    run = Optional.empty();
    look(3600);
    run = Optional.of(new ContainerRun("c", Optional.of(Instant.EPOCH.plusSeconds(1)), 1));
    look(59);
    assertThat(replaced).isZero();
    ticks = true;
    look(5);
    assertThat(replaced).isZero();
    assertThat(left).isEqualTo(9);
  }
}
