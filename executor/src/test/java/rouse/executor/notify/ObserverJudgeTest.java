package rouse.executor.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObserverJudgeTest {
  private static final Instant NOON = Messages.NOON;
  private final ObserverJudge judge =
      new ObserverJudge(Duration.ofSeconds(30), Duration.ofMinutes(2), NOON);

  @Test
  @DisplayName("R18 an observer that is down is told once, and its return once")
  void tellsOnce() {
    assertThat(judge.ticked(NOON)).isEmpty();
    assertThat(judge.silent(NOON.plusSeconds(29))).isEmpty();
    assertThat(judge.silent(NOON.plusSeconds(30))).contains(new ObserverJudge.Verdict(true, NOON));
    assertThat(judge.silent(NOON.plusSeconds(3000))).isEmpty();
    assertThat(judge.ticked(NOON.plusSeconds(3010)))
        .contains(new ObserverJudge.Verdict(false, NOON));
    assertThat(judge.ticked(NOON.plusSeconds(3020))).isEmpty();
  }

  @Test
  @DisplayName("R18 an observer that was never seen has a start's time")
  void waitsForTheStart() {
    assertThat(judge.silent(NOON.plusSeconds(119))).isEmpty();
    assertThat(judge.silent(NOON.plusSeconds(120)))
        .contains(new ObserverJudge.Verdict(true, Instant.EPOCH));
  }
}
