package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Starts of containers are spread")
class StartPaceTest {
  private static final long MS = 1_000_000;
  private final StartPace pace = new StartPace(2);

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
}
