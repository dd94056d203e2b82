package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.RecoveryPolicy;

class RecoveryBudgetTest {
  /** Such a clock may begin anywhere. */
  private static final long START = Long.MAX_VALUE - 5;

  private final RecoveryBudget budget = new RecoveryBudget(RecoveryPolicy.DEFAULT);

  private RecoveryBudget.Attempt failedAfter(Duration time) {
    return budget.failed(START + time.toNanos(), "supervise/p/kafka/1/2");
  }

  @Test
  @DisplayName("the first attempt is made at once, the next ones after growing waits")
  void backoff() {
    assertThat(failedAfter(Duration.ZERO).pause()).isZero();
    Duration second = failedAfter(Duration.ofSeconds(1)).pause();
    Duration third = failedAfter(Duration.ofSeconds(3)).pause();
    assertThat(second).isBetween(Duration.ofMillis(750), Duration.ofMillis(1250));
    assertThat(third).isBetween(Duration.ofMillis(1500), Duration.ofMillis(2500));
  }

  @Test
  @DisplayName("with five attempts in ten minutes spent there is one trial every ten minutes")
  void quarantine() {
    for (int i = 0; i < 5; i++) {
      assertThat(failedAfter(Duration.ofSeconds(i)).trial()).isFalse();
    }
    RecoveryBudget.Attempt sixth = failedAfter(Duration.ofSeconds(6));
    assertThat(sixth.trial()).isTrue();
    assertThat(sixth.pause()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  @DisplayName("attempts of more than ten minutes ago no longer count")
  void window() {
    for (int i = 0; i < 5; i++) {
      failedAfter(Duration.ofSeconds(i));
    }
    assertThat(failedAfter(Duration.ofMinutes(11)).trial()).isFalse();
  }

  @Test
  @DisplayName("after ten minutes alive the next failure counts as the first")
  void reset() {
    for (int i = 0; i < 5; i++) {
      failedAfter(Duration.ofSeconds(i));
    }
    budget.started(START + Duration.ofSeconds(5).toNanos());
    RecoveryBudget.Attempt later = failedAfter(Duration.ofMinutes(11));
    assertThat(later.number()).isEqualTo(1);
    assertThat(later.pause()).isZero();
  }
}
