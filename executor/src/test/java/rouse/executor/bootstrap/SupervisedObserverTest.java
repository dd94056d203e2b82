package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.bootstrap.SupervisorStage.OBSERVER;
import static rouse.executor.bootstrap.SupervisorStage.STRICT;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.executor.bootstrap.ObserverPatience.Verdict;

@DisplayName("The observer is judged by what it does")
class SupervisedObserverTest {
  private final SupervisorStage patient = new SupervisorStage(RecoveryPolicy.DEFAULT);
  private final SupervisorStage strict = new SupervisorStage(STRICT);

  @AfterEach
  void close() {
    patient.close();
    strict.close();
  }

  private static void idlesOnce(SupervisorStage stage) {
    stage.judged(Verdict.STOPPED);
    stage.awaitFilled(OBSERVER, 2L);
    stage.toldStarted(OBSERVER, 2);
  }

  @Test
  @DisplayName("what observes again before its next attempt is left alone")
  void observesAgain() {
    idlesOnce(strict);
    strict.judged(Verdict.STOPPED);
    strict.awaitPending(OBSERVER);
    strict.judged(Verdict.OBSERVES);
    SupervisorStage.soon().until(() -> !strict.supervisor.hasPending(OBSERVER));
  }

  @Test
  @DisplayName("what was told while another took long is heard before its own attempt")
  void heardFirst() throws Exception {
    idlesOnce(patient);
    InstanceId another = patient.failsOnce();
    patient.whileTelling =
        () -> {
          // Longer than its pause: the attempt is due, and then it observes again.
          LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
          patient.judged(Verdict.OBSERVES);
        };
    // Told in one turn: the other is given up as soon as the attempt is to come, and before it.
    patient.supervisor.inTurn(
        () -> {
          patient.judged(Verdict.STOPPED);
          patient.dies(another, 2);
          return null;
        });
    patient.awaitHeard();
    assertThat(patient.toldOf(another)).hasSize(1);
    SupervisorStage.soon().until(() -> !patient.supervisor.hasPending(OBSERVER));
    patient.awaitHeard();
    assertThat(patient.filled(OBSERVER)).containsExactly(2L);
  }

  @Test
  @DisplayName("another run than the one that had stopped observing is left alone")
  void anotherRun() {
    Run before = strict.slots.run(OBSERVER);
    strict.slots.runs(OBSERVER, 2, null);
    strict.supervisor.onLook(OBSERVER, Verdict.STOPPED, before);
    SupervisorStage.soon().until(() -> !strict.supervisor.hasPending(OBSERVER));
    strict.awaitHeard();
    assertThat(strict.filled(OBSERVER)).isEmpty();
  }

  @Test
  @DisplayName("what has ended is brought back, also when it was judged before that")
  void endedIsNotWell() {
    idlesOnce(strict);
    Run before = strict.slots.run(OBSERVER);
    strict.dies(OBSERVER, 2);
    strict.awaitPending(OBSERVER);
    strict.supervisor.onLook(OBSERVER, Verdict.OBSERVES, before);
    strict.awaitHeard();
    assertThat(strict.supervisor.hasPending(OBSERVER)).isTrue();
  }

  @Test
  @DisplayName("one in quarantine is alive again when it observes, and not when it merely runs")
  void proof() {
    idlesOnce(strict);
    strict.judged(Verdict.STOPPED);
    SupervisorStage.soon().until(() -> strict.toldOf(OBSERVER).size() == 1);
    strict.starts(OBSERVER, 3);
    strict.awaitProof();
    assertThat(strict.toldOf(OBSERVER)).as("it runs").hasSize(1);

    strict.judged(Verdict.GETS_ON);
    strict.judged(Verdict.OBSERVES);
    strict.judged(Verdict.WAITED_FOR);
    strict.awaitProof();
    assertThat(strict.toldOf(OBSERVER)).as("it observed for a moment").hasSize(1);

    strict.judged(Verdict.OBSERVES);
    SupervisorStage.soon().until(() -> strict.toldOf(OBSERVER).size() == 2);
    assertThat(strict.toldOf(OBSERVER).get(1))
        .isEqualTo("over: p/observer/1 is alive again, incarnation 3");
  }
}
