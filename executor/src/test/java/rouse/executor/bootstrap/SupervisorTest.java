package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.bootstrap.SupervisorStage.KAFKA;
import static rouse.executor.bootstrap.SupervisorStage.STRICT;
import static rouse.executor.bootstrap.SupervisorStage.module;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.executor.docker.EngineException;

@DisplayName("What failed in the control plane is brought back")
class SupervisorTest {
  private final SupervisorStage patient = new SupervisorStage(RecoveryPolicy.DEFAULT);
  private final SupervisorStage strict = new SupervisorStage(STRICT);

  @AfterEach
  void close() {
    patient.close();
    strict.close();
  }

  /** It dies until its one attempt is used up. */
  private void quarantine() {
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L);
    strict.starts(KAFKA, 2);
    strict.dies(KAFKA, 2);
    SupervisorStage.soon().until(() -> strict.told.size() == 1);
  }

  @Test
  @DisplayName("what died is started with the next incarnation, and nobody is told")
  void recovers() {
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L);
    assertThat(strict.told).isEmpty();
  }

  @Test
  @DisplayName("what cannot be kept alive is told once, and once more when it lives again")
  void quarantined() {
    quarantine();
    strict.toldDead(KAFKA, 2);
    // Somebody mends and starts it before the trial is due.
    strict.starts(KAFKA, 3);
    SupervisorStage.soon().until(() -> strict.told.size() == 2);
    assertThat(strict.told.get(0))
        .startsWith("raised: p/kafka/1 cannot be kept alive (it ended with exit code 1)")
        .contains("docker logs p-kafka-1");
    assertThat(strict.told.get(1)).isEqualTo("over: p/kafka/1 is alive again, incarnation 3");
  }

  @Test
  @DisplayName("what rouse up puts in its place ends what was told of it as well")
  void replacedOnPurpose() throws Exception {
    quarantine();
    strict.supervisor.inTurn(
        () -> {
          strict.slots.runs(KAFKA, 3, null);
          strict.supervisor.keep(KAFKA, module(KAFKA, STRICT), 3, 3);
          return null;
        });
    SupervisorStage.soon().until(() -> strict.told.size() == 2);
    assertThat(strict.told.get(1)).startsWith("over: ");
    assertThat(strict.supervisor.hasPending(KAFKA)).isFalse();
  }

  @Test
  @DisplayName("what somebody stopped is left so until somebody starts it, also an attempt to come")
  void stopped() {
    quarantine();
    strict.stops(KAFKA, 2);
    strict.toldDead(KAFKA, 2);
    strict.awaitHeard();
    assertThat(strict.supervisor.hasPending(KAFKA)).isFalse();

    strict.starts(KAFKA, 2);
    strict.dies(KAFKA, 2);
    strict.awaitPending(KAFKA);
  }

  @Test
  @DisplayName("what was stopped before is left so until somebody starts it, and looked after then")
  void stoppedBefore() {
    InstanceId before = InstanceId.parse("p/before/1");
    strict.supervisor.leave(before, module(before, STRICT), 4, 4);
    strict.dies(before, 4);
    strict.awaitHeard();
    assertThat(strict.filled(before)).isEmpty();

    strict.starts(before, 4);
    strict.dies(before, 4);
    strict.awaitFilled(before, 5L);
  }

  @Test
  @DisplayName("an engine that is away is no failure of the module")
  void engineAway() {
    AtomicInteger left = new AtomicInteger(3);
    strict.slots.whenFilled(
        () -> {
          if (left.getAndDecrement() > 0) {
            throw new EngineException(EngineException.Kind.UNREACHABLE, "no engine", null);
          }
          return true;
        });
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L, 2L, 2L, 2L);
    assertThat(strict.told).isEmpty();
  }

  @Test
  @DisplayName("an order whose container has ended is not given again: it would count as done")
  void endedMeanwhile() {
    AtomicInteger left = new AtomicInteger(1);
    strict.slots.whenFilled(
        () -> {
          if (left.getAndDecrement() > 0) {
            strict.toldDead(KAFKA, 2);
            throw new EngineException(EngineException.Kind.UNREACHABLE, "goes down", null);
          }
          return true;
        });
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("whatever a start throws, there is another attempt")
  void error() {
    AtomicInteger left = new AtomicInteger(1);
    patient.slots.whenFilled(
        () -> {
          if (left.getAndDecrement() > 0) {
            throw new NoClassDefFoundError("a build that was replaced");
          }
          return true;
        });
    patient.dies(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("an older container that runs in the place of a newer one is brought back, too")
  void olderRuns() {
    // Its successor was written down, and not made: the executor was killed in between.
    try (SupervisorStage stage = new SupervisorStage(STRICT)) {
      stage.supervisor.keep(KAFKA, module(KAFKA, STRICT), 1, 7);
      stage.dies(KAFKA, 1);
      stage.awaitFilled(KAFKA, 8L);
    }
  }

  @Test
  @DisplayName("what fails its health check is replaced, unless it is the observer")
  void unhealthy() {
    strict.health(KAFKA, 1, Fact.Health.UNHEALTHY);
    strict.health(SupervisorStage.OBSERVER, 1, Fact.Health.UNHEALTHY);
    strict.awaitFilled(KAFKA, 2L);
    assertThat(strict.slots.wasTakenForHung(KAFKA)).isTrue();
    strict.awaitHeard();
    assertThat(strict.filled(SupervisorStage.OBSERVER)).isEmpty();
  }

  @Test
  @DisplayName("what is told late of an older container's start calls no attempt off")
  void olderStartToldLate() {
    patient.dies(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L);
    patient.dies(KAFKA, 2);
    patient.toldStarted(KAFKA, 1);
    patient.awaitFilled(KAFKA, 2L, 3L);
  }

  @Test
  @DisplayName("when nobody can be told of it, its trial is to come all the same")
  void speechless() {
    strict.dies(KAFKA, 1);
    strict.awaitFilled(KAFKA, 2L);
    strict.toldStarted(KAFKA, 2);
    strict.speechless = true;
    strict.dies(KAFKA, 2);
    strict.awaitHeard();
    assertThat(strict.supervisor.hasPending(KAFKA)).isTrue();
  }
}
