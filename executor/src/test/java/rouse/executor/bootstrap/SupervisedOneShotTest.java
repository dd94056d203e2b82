package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.bootstrap.SupervisorStage.KAFKA;
import static rouse.executor.bootstrap.SupervisorStage.STRICT;
import static rouse.executor.bootstrap.SupervisorStage.module;
import static rouse.executor.bootstrap.SupervisorStage.oneShot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.platform.InstanceId;

@DisplayName("What others wait for to complete")
class SupervisedOneShotTest {
  private static final InstanceId SETUP = InstanceId.parse("p/setup/1");
  private final SupervisorStage stage = new SupervisorStage(STRICT);

  @BeforeEach
  void keep() {
    stage.slots.runs(SETUP, 1, null);
    stage.supervisor.keep(SETUP, oneShot(SETUP, STRICT), 1, 1);
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  @DisplayName("has done its work when it ends with exit code 0, and is left so")
  void completes() {
    stage.exits(SETUP, 1, 0);
    stage.exits(KAFKA, 1, 0);
    stage.awaitFilled(KAFKA, 2L);
    assertThat(stage.filled(SETUP)).isEmpty();
    assertThat(stage.supervisor.hasPending(SETUP)).isFalse();
  }

  @Test
  @DisplayName(
      "is tried again when it fails, and that it could not be done is over with its success")
  void failsFirst() {
    stage.exits(SETUP, 1, 3);
    stage.awaitFilled(SETUP, 2L);
    stage.toldStarted(SETUP, 2);
    stage.exits(SETUP, 2, 3);
    SupervisorStage.soon().until(() -> stage.toldOf(SETUP).size() == 1);

    stage.starts(SETUP, 3);
    stage.exits(SETUP, 3, 0);
    SupervisorStage.soon().until(() -> stage.toldOf(SETUP).size() == 2);
    assertThat(stage.toldOf(SETUP).get(1)).isEqualTo("over: p/setup/1 has done its work");
    assertThat(stage.supervisor.hasPending(SETUP)).isFalse();
  }

  @Test
  @DisplayName("is kept alive from then on when the file says no longer that it completes")
  void noLonger() {
    stage.supervisor.keep(SETUP, module(SETUP, STRICT), 1, 1);
    stage.exits(SETUP, 1, 0);
    stage.awaitFilled(SETUP, 2L);
  }
}
