package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.bootstrap.SupervisorStage.KAFKA;
import static rouse.executor.bootstrap.SupervisorStage.STRICT;
import static rouse.executor.bootstrap.SupervisorStage.module;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.executor.docker.EngineException;
import rouse.executor.docker.Phase;

@DisplayName("What is alive in the control plane is left alone")
class SupervisorLookTest {
  private final SupervisorStage patient = new SupervisorStage(RecoveryPolicy.DEFAULT);
  private final SupervisorStage strict = new SupervisorStage(STRICT);

  @AfterEach
  void close() {
    patient.close();
    strict.close();
  }

  /** One attempt has been made: the next waits for about a second. */
  private void failsOnce() {
    patient.dies(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L);
    patient.toldStarted(KAFKA, 2);
  }

  private void awaitNoPending(SupervisorStage stage) {
    SupervisorStage.soon().until(() -> !stage.supervisor.hasPending(KAFKA));
    stage.awaitHeard();
  }

  @Test
  @DisplayName("a start without an answer that was done is no reason for another")
  void noAnswer() {
    patient.slots.whenFilled(
        () -> {
          patient.slots.runs(KAFKA, 2, null);
          throw new EngineException(EngineException.Kind.DEADLINE, "no answer in 30 s", null);
        });
    patient.dies(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L);
    awaitNoPending(patient);
    assertThat(patient.filled(KAFKA)).containsExactly(2L);

    patient.slots.whenFilled(() -> true);
    patient.dies(KAFKA, 2);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("a start without an answer that was not done is made again, of what hangs as well")
  void notDone() {
    patient.slots.whenFilled(
        () -> {
          patient.slots.whenFilled(() -> true);
          throw new EngineException(EngineException.Kind.DEADLINE, "no answer in 30 s", null);
        });
    patient.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("R38 what somebody paused is left so; what is said against it counts after that")
  void paused() {
    patient.slots.runs(KAFKA, 1, Fact.Health.UNHEALTHY);
    patient.slots.phase(KAFKA, Phase.PAUSED);
    patient.toldHealth(KAFKA, 1, Fact.Health.UNHEALTHY);
    patient.awaitPending(KAFKA);
    patient.awaitHeard();
    assertThat(patient.filled(KAFKA)).isEmpty();
    patient.slots.phase(KAFKA, Phase.RUNNING);
    patient.awaitFilled(KAFKA, 2L);
  }

  @Test
  @DisplayName("what was started before its attempt was due is not replaced, though not told yet")
  void startedUnheard() {
    strict.slots.runs(KAFKA, 2, null);
    strict.toldDead(KAFKA, 1);
    awaitNoPending(strict);
    assertThat(strict.filled(KAFKA)).isEmpty();

    strict.dies(KAFKA, 2);
    strict.awaitPending(KAFKA);
  }

  @Test
  @DisplayName("what is well or was started again is not replaced, though that was not told yet")
  void wellUnheard() {
    strict.slots.runs(KAFKA, 1, Fact.Health.STARTING);
    strict.toldHealth(KAFKA, 1, Fact.Health.UNHEALTHY);
    awaitNoPending(strict);
    assertThat(strict.filled(KAFKA)).isEmpty();
  }

  @Test
  @DisplayName("what an older container's health was is nothing to the one that followed")
  void olderHealth() {
    failsOnce();
    patient.slots.runs(KAFKA, 2, Fact.Health.UNHEALTHY);
    patient.toldHealth(KAFKA, 1, Fact.Health.UNHEALTHY);
    patient.awaitHeard();
    assertThat(patient.supervisor.hasPending(KAFKA)).isFalse();

    patient.toldHealth(KAFKA, 2, Fact.Health.UNHEALTHY);
    patient.toldHealth(KAFKA, 1, Fact.Health.HEALTHY);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("an older container that somebody starts is left alone, and kept alive from then on")
  void olderStarted() throws Exception {
    failsOnce();
    // In one turn, so that the next attempt cannot come between the two.
    patient.supervisor.inTurn(
        () -> {
          patient.dies(KAFKA, 2);
          patient.starts(KAFKA, 1);
          return null;
        });
    patient.awaitHeard();
    awaitNoPending(patient);
    assertThat(patient.filled(KAFKA)).containsExactly(2L);

    patient.dies(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("what is healthy again before its next attempt is left alone, and that is told")
  void healthyAgain() {
    strict.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    strict.awaitFilled(KAFKA, 2L);
    strict.toldStarted(KAFKA, 2);
    strict.health(KAFKA, 2, Fact.Health.UNHEALTHY);
    SupervisorStage.soon().until(() -> strict.told.size() == 1);

    strict.health(KAFKA, 2, Fact.Health.HEALTHY);
    SupervisorStage.soon().until(() -> strict.told.size() == 2);
    assertThat(strict.told.get(1)).isEqualTo("over: p/kafka/1 is alive again, incarnation 2");
    assertThat(strict.supervisor.hasPending(KAFKA)).isFalse();
    assertThat(strict.filled(KAFKA)).containsExactly(2L);
  }

  @Test
  @DisplayName("R38 what somebody is stopping is not replaced before it has ended, nor after that")
  void isBeingStopped() {
    strict.slots.stopsSlowly(KAFKA);
    strict.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    strict.awaitPending(KAFKA);
    strict.awaitHeard();
    strict.awaitPending(KAFKA);
    assertThat(strict.filled(KAFKA)).isEmpty();

    strict.stops(KAFKA, 1);
    SupervisorStage.soon().until(() -> !strict.supervisor.hasPending(KAFKA));
    assertThat(strict.filled(KAFKA)).isEmpty();
  }

  @Test
  @DisplayName(
      "R38 what has ended before its attempt is not replaced until it is told what that was")
  void endedUntold() throws Exception {
    // In one turn, so that its attempt cannot come between the two.
    strict.supervisor.inTurn(
        () -> {
          strict.health(KAFKA, 1, Fact.Health.UNHEALTHY);
          strict.slots.ends(KAFKA);
          return null;
        });
    strict.awaitHeard();
    strict.awaitPending(KAFKA);
    assertThat(strict.filled(KAFKA)).isEmpty();

    strict.toldDead(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L);
    assertThat(strict.told).isEmpty();
  }

  @Test
  @DisplayName("an end by our own hand is told by nobody: what could not be made then is made")
  void endedByOurHand() {
    patient.slots.whenFilled(
        () -> {
          patient.slots.whenFilled(() -> true);
          patient.slots.ends(KAFKA);
          throw new EngineException(EngineException.Kind.UNREACHABLE, "no engine", null);
        });
    patient.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    patient.awaitFilled(KAFKA, 2L, 2L);
  }

  @Test
  @DisplayName("what dies while somebody stops it for long is no reason to wait")
  void diesInstead() {
    strict.slots.stopsSlowly(KAFKA);
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L);
  }

  @Test
  @DisplayName("what was told to stop longer ago than it may take is replaced when it hangs")
  void didNotStop() {
    strict.slots.stopsSlowly(KAFKA);
    strict.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    strict.awaitPending(KAFKA);
    strict.slots.isStoppedNoMore(KAFKA);
    strict.awaitFilled(KAFKA, 2L);
  }

  @Test
  @DisplayName("an end that rouse up brought about is not acted on beside it")
  void replacedOnPurpose() throws Exception {
    strict.supervisor.inTurn(
        () -> {
          strict.dies(KAFKA, 1);
          strict.slots.runs(KAFKA, 2, null);
          strict.supervisor.keep(KAFKA, module(KAFKA, STRICT), 2, 2);
          return null;
        });
    strict.awaitHeard();
    assertThat(strict.filled(KAFKA)).isEmpty();
    assertThat(strict.supervisor.hasPending(KAFKA)).isFalse();
  }
}
