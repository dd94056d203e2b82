package rouse.executor.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.executor.bootstrap.SupervisorStage.KAFKA;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.Dependency;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.RecoveryPolicy;

@DisplayName("What depends on another of the control plane with restart: true follows it")
class SupervisedDependentsTest {
  private static final InstanceId APP = InstanceId.parse("p/app/1");
  private static final InstanceId WEB = InstanceId.parse("p/web/1");
  private static final InstanceId OTHER = InstanceId.parse("p/other/1");
  private final SupervisorStage stage = new SupervisorStage(RecoveryPolicy.DEFAULT);

  @BeforeEach
  void keep() {
    keep(KAFKA, true, List.of());
    keep(APP, true, List.of(restart("kafka")));
    keep(WEB, true, List.of(restart("app")));
    keep(OTHER, true, List.of(Dependency.on("kafka")));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static Dependency restart(String module) {
    return new Dependency(module, Condition.SERVICE_STARTED, true, true);
  }

  private void keep(InstanceId instance, boolean healthcheck, List<Dependency> dependsOn) {
    stage.slots.runs(instance, 1, Health.HEALTHY);
    ModuleSpec module =
        new ModuleSpec(
            instance.module(),
            null,
            null,
            1,
            null,
            null,
            dependsOn,
            null,
            ModuleSpec.Supervisor.EXECUTOR,
            null,
            healthcheck,
            false,
            null);
    stage.supervisor.keep(instance, module, 1, 1);
  }

  /** It dies, and its next container runs, which is told. */
  private void comesBack(InstanceId instance) {
    long next = stage.filled(instance).size() + 2L;
    int filled = stage.filled(instance).size();
    stage.dies(instance, next - 1);
    SupervisorStage.soon().until(() -> stage.filled(instance).size() > filled);
    stage.toldStarted(instance, next);
  }

  private void healthy(InstanceId instance, long incarnation) {
    stage.health(instance, incarnation, Health.HEALTHY);
  }

  @Test
  @DisplayName("R38 when the new one is healthy, not before; one after the other, and once")
  void follows() {
    comesBack(KAFKA);
    stage.awaitPending(APP);
    stage.awaitHeard();
    assertThat(stage.filled(APP)).isEmpty();
    healthy(KAFKA, 2);
    stage.awaitFilled(APP, 2L);
    assertThat(stage.slots.wasTakenForHung(APP)).as("it lives, and has all of its grace").isFalse();
    stage.toldStarted(APP, 2);
    stage.awaitPending(WEB);
    assertThat(stage.filled(WEB)).as("app has not shown itself").isEmpty();
    healthy(APP, 2);
    stage.awaitFilled(WEB, 2L);
    stage.toldStarted(WEB, 2);
    stage.awaitHeard();
    assertThat(stage.supervisor.hasPending(APP)).isFalse();
    assertThat(stage.supervisor.hasPending(WEB)).isFalse();
    assertThat(stage.filled(APP)).hasSize(1);
    assertThat(stage.filled(OTHER)).as("depends on it, and does not ask").isEmpty();
    assertThat(stage.told).isEmpty();
  }

  @Test
  @DisplayName("R28 who was started after it has nothing to follow")
  void startedAfter() {
    comesBack(APP);
    stage.toldStarted(APP, 2);
    stage.slots.runs(APP, 7, Health.HEALTHY);
    comesBack(KAFKA);
    healthy(KAFKA, 2);
    stage.awaitHeard();
    SupervisorStage.soon().until(() -> !stage.supervisor.hasPending(APP));
    assertThat(stage.filled(APP)).containsExactly(2L);
  }

  @Test
  @DisplayName("R38 what somebody stopped is left so")
  void stopped() {
    stage.stops(APP, 1);
    comesBack(KAFKA);
    healthy(KAFKA, 2);
    stage.awaitHeard();
    assertThat(stage.supervisor.hasPending(APP)).isFalse();
    assertThat(stage.filled(APP)).isEmpty();
  }

  @Test
  @DisplayName("R38 that it is well itself is no reason against it; that it dies is one for it")
  void onItsWay() {
    comesBack(KAFKA);
    stage.awaitPending(APP);
    healthy(APP, 1);
    stage.awaitHeard();
    assertThat(stage.supervisor.hasPending(APP)).isTrue();
    stage.dies(APP, 1);
    stage.awaitFilled(APP, 2L);
  }

  @Test
  @DisplayName("R38 what fails while it waits to follow is not made to wait")
  void failsMeanwhile() {
    comesBack(KAFKA);
    stage.awaitPending(APP);
    stage.health(APP, 1, Health.UNHEALTHY);
    stage.awaitFilled(APP, 2L);
  }

  @Test
  @DisplayName("R38 what was accused meanwhile and spared follows then")
  void accusedMeanwhile() {
    stage.health(APP, 1, Health.UNHEALTHY);
    stage.awaitFilled(APP, 2L);
    stage.toldStarted(APP, 2);
    stage.health(APP, 2, Health.UNHEALTHY);
    stage.awaitPending(APP);
    stage.slots.runs(KAFKA, 9, Health.HEALTHY);
    stage.toldStarted(KAFKA, 9);
    healthy(APP, 2);
    stage.awaitFilled(APP, 2L, 3L);
  }

  @Test
  @DisplayName("R38 without a health check it has shown itself when it has stayed for a while")
  void stays() {
    keep(KAFKA, false, List.of());
    comesBack(KAFKA);
    stage.awaitFilled(APP, 2L);
  }

  @Test
  @DisplayName("R38 the health check of its image counts as one of the file does")
  void checkedByItsImage() {
    keep(KAFKA, false, List.of());
    stage.slots.whenFilled(() -> false);
    stage.dies(KAFKA, 1);
    stage.awaitFilled(KAFKA, 2L);
    stage.slots.whenFilled(() -> true);
    stage.slots.runs(KAFKA, 2, Health.STARTING);
    stage.toldStarted(KAFKA, 2);
    stage.awaitPending(APP);
    // What was told later is looked at later: when this has followed, the other was looked at too.
    keep(OTHER, false, List.of());
    keep(WEB, true, List.of(restart("other")));
    comesBack(OTHER);
    stage.awaitFilled(WEB, 2L);
    assertThat(stage.filled(APP)).isEmpty();
    healthy(KAFKA, 2);
    stage.awaitFilled(APP, 2L);
  }

  @Test
  @DisplayName("R38 a container that somebody started anew is followed as well")
  void startedAnew() {
    stage.stops(KAFKA, 1);
    stage.slots.runs(KAFKA, 3, Health.HEALTHY);
    stage.toldStarted(KAFKA, 1);
    stage.awaitFilled(APP, 2L);
  }
}
