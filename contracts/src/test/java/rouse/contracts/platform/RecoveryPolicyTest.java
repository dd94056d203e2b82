package rouse.contracts.platform;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecoveryPolicyTest {
  @Property
  void doublesFromOneSecondToSixtyWithAQuarterOfJitter(
      @ForAll @IntRange(min = 2, max = 200) int attempt, @ForAll String commandId) {
    double base = Math.min(1000 * Math.pow(2, attempt - 2), 60_000);
    assertThat((double) RecoveryPolicy.delayBefore(attempt, commandId).toMillis())
        .isBetween(base * 0.75 - 1, base * 1.25 + 1);
  }

  @Test
  void theFirstAttemptIsImmediateAndTheJitterIsThatOfTheCommand() {
    assertThat(RecoveryPolicy.delayBefore(1, "x")).isZero();
    assertThat(RecoveryPolicy.delayBefore(5, "a")).isEqualTo(RecoveryPolicy.delayBefore(5, "a"));
    assertThat(
            java.util.stream.IntStream.range(0, 50)
                .mapToObj(i -> RecoveryPolicy.delayBefore(5, "ensure-running/p/m/1/" + i))
                .distinct()
                .count())
        .as("neighbouring ids must not wake together")
        .isGreaterThan(40);
  }
}
