package rouse.executor.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.watch.StopStatus;

@DisplayName("What somebody is stopping is not replaced before that is over")
class StopGuardTest {
  private static final InstanceId INSTANCE = new InstanceId("ias", "app", 1);
  private final Queue<StopStatus> seen = new ArrayDeque<>();

  /** Waits as long as needed, and sees this, one after the other. */
  private void await(StopStatus... states) {
    seen.addAll(List.of(states));
    new StopGuard(instance -> seen.remove(), Clock.systemUTC())
        .await(INSTANCE, Instant.now().plus(Duration.ofMinutes(10)));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNDER_WAY")
  @DisplayName("what nobody is stopping is replaced at once, also what somebody stopped before")
  void atOnce(StopStatus first) {
    await(first);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"GONE", "OVERDUE"})
  @DisplayName("R18 what dies meanwhile, or does not stop, is replaced")
  void notStopped(StopStatus last) {
    await(StopStatus.UNDER_WAY, StopStatus.UNDER_WAY, last);
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DONE", "NOT_ASKED"})
  @DisplayName("R38 what was stopped, or was started again, is left so")
  void left(StopStatus last) {
    assertThatThrownBy(() -> await(StopStatus.UNDER_WAY, last))
        .isInstanceOf(CommandRefusedException.class)
        .hasMessageContaining("somebody");
  }

  @Test
  @DisplayName("a stop that is not over by the deadline fails the command, and touches nothing")
  void takesLonger() {
    StopGuard guard = new StopGuard(instance -> StopStatus.UNDER_WAY, Clock.systemUTC());
    assertThatThrownBy(() -> guard.await(INSTANCE, Instant.now().plusMillis(150)))
        .isInstanceOf(CommandRefusedException.class)
        .hasMessage("somebody is stopping it");
  }
}
