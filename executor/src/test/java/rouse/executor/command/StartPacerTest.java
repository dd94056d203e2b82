package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;

@DisplayName("Starts of containers are spread")
class StartPacerTest {
  private static final long MS = 1_000_000;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InstanceId SLOW = new InstanceId("shop", "slow", 1);
  private static final InstanceId QUICK = new InstanceId("shop", "quick", 1);
  private final StartPacer pace = new StartPacer(2);
  private final List<InstanceId> started = new CopyOnWriteArrayList<>();

  private long left(long atMillis) {
    return pace.left(QUICK, atMillis * MS) / MS;
  }

  private void begin(long atMillis) {
    pace.begin(atMillis * MS);
  }

  private void end(long atMillis, long begunMillis) {
    pace.end(atMillis * MS, begunMillis * MS);
  }

  @Test
  @DisplayName("one alone begins at once, however soon after the last")
  void alone() {
    assertThat(left(0)).isZero();
    begin(0);
    end(200, 0);
    assertThat(left(200)).isZero();
  }

  @Test
  @DisplayName("while one is under way the next begins a processor's part of its duration later")
  void spread() {
    begin(0);
    assertThat(left(0)).isEqualTo(100);
    assertThat(left(30)).isEqualTo(70);
    begin(100);
    assertThat(left(100)).as("so does the one after it").isEqualTo(100);
    assertThat(left(500)).as("its turn has long come").isNotPositive();
  }

  @Test
  @DisplayName("or when one has ended")
  void endMakesRoom() {
    begin(0);
    begin(100);
    end(120, 0);
    assertThat(left(120)).isNotPositive();
  }

  @Test
  @DisplayName("the duration is learned from those that ended, and one that hangs teaches little")
  void learns() {
    begin(0);
    end(600, 0);
    begin(1_000);
    assertThat(left(1_000)).as("half of 400 ms").isEqualTo(200);
    begin(1_000);
    end(31_000, 1_000);
    begin(31_000);
    assertThat(left(31_000)).as("half of 700 ms").isEqualTo(350);
  }

  @Test
  @DisplayName("the clock may begin anywhere, also so that it runs over")
  void anyClock() {
    pace.begin(Long.MAX_VALUE - 5);
    assertThat(pace.left(QUICK, Long.MAX_VALUE - 5)).isEqualTo(100 * MS);
  }

  @Test
  @DisplayName("what was ordered first starts first, however much sooner another is ready")
  void inOrder() throws Exception {
    StartPacer patient = new StartPacer(2, Duration.ofMinutes(5));
    patient.order(SLOW);
    patient.order(QUICK);
    Thread quick = start(patient, QUICK);
    await().atMost(SOON).until(() -> quick.getState() == Thread.State.TIMED_WAITING);
    assertThat(started).isEmpty();
    start(patient, SLOW).join();
    quick.join();
    assertThat(started).containsExactly(SLOW, QUICK);
  }

  @Test
  @DisplayName("nobody waits for one that is not started after all, or was ordered long ago")
  void notForEver() throws Exception {
    StartPacer patient = new StartPacer(2, Duration.ofMinutes(5));
    patient.order(SLOW);
    patient.order(QUICK);
    Thread quick = start(patient, QUICK);
    patient.leave(SLOW);
    quick.join();
    StartPacer impatient = new StartPacer(2, Duration.ofNanos(1));
    impatient.order(SLOW);
    impatient.order(QUICK);
    start(impatient, QUICK).join();
    assertThat(started).containsExactly(QUICK, QUICK);
  }

  @Test
  @DisplayName("one that fails has ended as well")
  void fails() {
    Runnable failing =
        () -> {
          throw new IllegalStateException("no");
        };
    assertThatIllegalStateException().isThrownBy(() -> pace.start(QUICK, failing));
    begin(0);
    end(0, 0);
    assertThat(left(0)).as("nothing is under way").isZero();
  }

  private Thread start(StartPacer which, InstanceId instance) {
    return Thread.ofPlatform().start(() -> which.start(instance, () -> started.add(instance)));
  }
}
