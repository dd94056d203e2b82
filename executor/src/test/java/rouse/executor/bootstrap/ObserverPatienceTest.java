package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObserverPatienceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private final ObserverPatience patience =
      new ObserverPatience(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private boolean tick(int second) {
    return patience.isOver(START.plusSeconds(second), true, true, true);
  }

  private boolean silence(int second) {
    return patience.isOver(START.plusSeconds(second), true, false, true);
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
    assertThat(patience.isOver(START.plusSeconds(30), false, false, true)).isFalse();
    assertThat(silence(31)).isFalse();
    assertThat(silence(90)).isFalse();
    assertThat(silence(91)).isTrue();
  }

  @Test
  @DisplayName("ticks do not help an observer that says that it cannot judge")
  void notReady() {
    tick(0);
    assertThat(patience.isOver(START.plusSeconds(5), true, true, false)).isFalse();
    assertThat(patience.isOver(START.plusSeconds(10), true, true, false)).isTrue();
  }
}
