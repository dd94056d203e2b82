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
class StartPaceTest {
  private static final long MS = 1_000_000;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final InstanceId SLOW = new InstanceId("shop", "slow", 1);
  private static final InstanceId QUICK = new InstanceId("shop", "quick", 1);
  private final StartPace pace = new StartPace(2);
  private final List<InstanceId> started = new CopyOnWriteArrayList<>();

  private long begin(long atMillis) {
    return pace.begin(atMillis * MS) / MS;
  }

  @Test
  @DisplayName("one alone begins at once, however soon after the last")
  void alone() {
    assertThat(begin(0)).isZero();
    pace.end(200 * MS);
    assertThat(begin(1)).isZero();
  }

  @Test
  @DisplayName("of several, one begins in each processor's part of a start's duration, in order")
  void spread() {
    assertThat(begin(0)).isZero();
    assertThat(begin(0)).isEqualTo(100);
    assertThat(begin(30)).isEqualTo(170);
    assertThat(begin(500)).as("the turn has long come").isZero();
  }

  @Test
  @DisplayName("the duration is learned from those that ended, and one that hangs teaches little")
  void learns() {
    begin(0);
    pace.end(600 * MS);
    begin(1_000);
    assertThat(begin(1_000)).as("half of 400 ms").isEqualTo(200);
    pace.end(30_000 * MS);
    assertThat(begin(2_000)).isZero();
    assertThat(begin(2_000)).as("half of 700 ms").isEqualTo(350);
  }

  @Test
  @DisplayName("the clock may begin anywhere, also below zero")
  void anyClock() {
    assertThat(pace.begin(Long.MIN_VALUE + 5)).isZero();
    assertThat(pace.begin(Long.MIN_VALUE + 5)).isEqualTo(100 * MS);
  }

  @Test
  @DisplayName("what was ordered first starts first, however much sooner another is ready")
  void inOrder() throws Exception {
    StartPace patient = new StartPace(2, Duration.ofMinutes(5));
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
    StartPace patient = new StartPace(2, Duration.ofMinutes(5));
    patient.order(SLOW);
    patient.order(QUICK);
    Thread quick = start(patient, QUICK);
    patient.leave(SLOW);
    quick.join();
    StartPace impatient = new StartPace(2, Duration.ofNanos(1));
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
    assertThat(begin(0)).as("nothing is under way").isZero();
  }

  private Thread start(StartPace which, InstanceId instance) {
    return Thread.ofPlatform().start(() -> which.start(instance, () -> started.add(instance)));
  }
}
