package rouse.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R18 The machine's clock")
class ClockStepTest {
  private long wall = 1_000_000;
  private long monotonic = 77;
  private long stopped;
  private final ClockStep step = new ClockStep(this::readWall, this::readNanos);

  @Test
  @DisplayName("was set back: said once")
  void back() {
    pass(100);
    wall -= 600_000;
    pass(100);
    assertThat(step.wentBack()).isTrue();
    pass(100);
    assertThat(step.wentBack()).isFalse();
  }

  @Test
  @DisplayName("goes on, is set forward, or is slowed down: nothing is said")
  void on() {
    for (int i = 0; i < 1000; i++) {
      pass(100);
      wall -= 10;
      assertThat(step.wentBack()).isFalse();
    }
    wall += 600_000;
    assertThat(step.wentBack()).isFalse();
    pass(3_600_000);
    assertThat(step.wentBack()).isFalse();
  }

  @Test
  @DisplayName("is not judged when the thread was stopped between two looks")
  void stopped() {
    stopped = 5_000;
    assertThat(step.wentBack()).isFalse();
    assertThat(step.wentBack()).isFalse();
    wall -= 600_000;
    assertThat(step.wentBack()).isTrue();
  }

  private long readWall() {
    long read = wall;
    pass(stopped);
    stopped = 0;
    return read;
  }

  private long readNanos() {
    return TimeUnit.MILLISECONDS.toNanos(monotonic);
  }

  private void pass(long millis) {
    wall += millis;
    monotonic += millis;
  }
}
