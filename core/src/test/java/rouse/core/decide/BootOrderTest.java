package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.InstanceId;
import rouse.core.step.BootOrder;

class BootOrderTest {
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("R2 R37 a module is started when those it depends on are there, branches at once")
  void startsInOrder() {
    scenario.declare(
        platform(
            self("ui").after("repo", "lcm"),
            self("repo").after("db"),
            self("lcm").after("db"),
            docker("db")));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/1");
    scenario.succeed(id("db"));
    assertThat(scenario.commandIds())
        .containsExactlyInAnyOrder("ensure-running/ias/repo/1/1", "ensure-running/ias/lcm/1/1");
    scenario.succeed(id("repo")).heard(id("repo"), 1);
    assertThat(scenario.commandIds()).isEmpty();
    scenario.succeed(id("lcm"));
    assertThat(scenario.commandIds()).as("a self-beating module is ready when heard").isEmpty();
    scenario.heard(id("lcm"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/ui/1/1");
  }

  @Test
  @DisplayName("R2 of what may start at once that goes first for which the longest chain waits")
  void mostUrgentFirst() {
    scenario.declare(
        platform(
            docker("alone"),
            docker("ui"),
            self("sensors"),
            self("repo").after("ui", "sensors"),
            self("aside").after("repo"),
            self("balancer").after("repo"),
            self("worker").after("balancer")));
    assertThat(scenario.commandIds())
        .as("a first beat takes longer than a start; nothing waits for the last")
        .containsExactly(
            "ensure-running/ias/sensors/1/1",
            "ensure-running/ias/ui/1/1",
            "ensure-running/ias/alone/1/1");
    scenario.bringUp(id("ui"), id("sensors")).succeed(id("repo")).heard(id("repo"), 1);
    assertThat(scenario.commandIds())
        .as("a worker waits for the balancer")
        .containsExactly("ensure-running/ias/balancer/1/1", "ensure-running/ias/aside/1/1");
  }

  @Test
  @DisplayName("R2 service_healthy waits for Docker's health check")
  void waitsForHealth() {
    scenario.declare(
        platform(docker("db").healthchecked(), self("app").after("db", Condition.SERVICE_HEALTHY)));
    scenario.bringUp(id("db"));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.fact(new Fact.HealthChanged(id("db"), 1, Health.HEALTHY, "docker"));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/1");
  }

  @Test
  @DisplayName("R2 service_completed_successfully waits for exit code 0 and is no incident")
  void waitsForOneShot() {
    scenario.declare(
        platform(
            docker("migrate").oneShot(),
            self("app").after("migrate", Condition.SERVICE_COMPLETED_SUCCESSFULLY)));
    scenario.succeed(id("migrate"));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.died(id("migrate"), 0);
    assertThat(scenario.decisions(Decision.InstanceCompleted.class)).hasSize(1);
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/1");
  }

  @Test
  @DisplayName("R2 a one-shot that fails stops the boot of its dependents and is named")
  void failedOneShotIsNamed() {
    scenario.declare(
        platform(
            docker("migrate").oneShot(),
            self("app").after("migrate", Condition.SERVICE_COMPLETED_SUCCESSFULLY)));
    scenario.succeed(id("migrate")).died(id("migrate"), 3);
    assertThat(scenario.decisions(Decision.Deferred.class))
        .filteredOn(d -> d.instance().equals(id("app")))
        .extracting(Decision.Deferred::reason)
        .containsExactly("waits for migrate, which failed: exit code 3");
    assertThat(scenario.commandIds()).isEmpty();
  }

  @Test
  @DisplayName("R2 an edge that is not required holds nobody back")
  void optionalEdge() {
    scenario.declare(platform(docker("cache"), self("app").maybeAfter("cache")));
    assertThat(scenario.commandIds())
        .containsExactlyInAnyOrder("ensure-running/ias/cache/1/1", "ensure-running/ias/app/1/1");
  }

  @Test
  @DisplayName("R2 the same rule orders recovery: a dependency that is down comes first")
  void recoveryInOrder() {
    scenario.declare(platform(docker("db"), docker("app").after("db")));
    scenario.bringUp(id("db"), id("app"));
    scenario.died(id("db"), 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/2");
    scenario.died(id("app"), 1);
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.Deferred.class))
        .extracting(Decision.Deferred::reason)
        .containsExactly("waits for db, which failed: exit code 137");
    scenario.succeed(id("db"));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
  }

  @Test
  @DisplayName("R2 what its executor supervises is watched and never commanded")
  void supervisedByExecutor() {
    scenario.declare(platform(docker("kafka").supervisedByExecutor(), self("app").after("kafka")));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.fact(
        new Fact.ContainerStarted(id("kafka"), 1, "k1", "172.18.0.2", "v1", null, Scenario.HOST));
    assertThat(scenario.decisions(Decision.WatchBegun.class)).hasSize(1);
    scenario.heard(id("kafka"), 1).heard(id("kafka"), 3);
    scenario.fact(new Fact.ContainerDied(id("kafka"), 1, "k1", 137, false, Scenario.HOST));
    assertThat(scenario.decisions()).isEmpty();
  }

  @Test
  @DisplayName("R2 a module that beats has come up with its first beat, one that does not by proof")
  void comesUp() {
    scenario.declare(platform(self("app"), docker("db"), docker("ui").healthchecked()));
    for (String module : List.of("app", "db", "ui")) {
      scenario.succeed(id(module));
      assertThat(hasComeUp(module)).as(module + " merely runs").isFalse();
      scenario.heard(id(module), 1);
    }
    assertThat(hasComeUp("app")).isTrue();
    assertThat(hasComeUp("db")).as("it may still be failing over and over").isFalse();
    assertThat(hasComeUp("ui")).as("its health check has not spoken").isFalse();
    scenario.heard(id("db"), 3).heard(id("ui"), 3);
    assertThat(hasComeUp("db")).isTrue();
    assertThat(hasComeUp("ui")).as("it has a health check").isFalse();
    scenario.fact(new Fact.HealthChanged(id("ui"), 1, Health.HEALTHY, "docker"));
    assertThat(hasComeUp("ui")).isTrue();
    scenario.fact(new Fact.HealthChanged(id("app"), 1, Health.UNHEALTHY, "module"));
    assertThat(hasComeUp("app")).as("it says that it is not well").isFalse();
  }

  @Test
  @DisplayName("R34 what runs from an older definition has not come up as declared")
  void comesUpAsDeclared() {
    scenario.declare(platform(self("app")));
    scenario.bringUp(id("app"));
    assertThat(hasComeUp("app")).isTrue();
    scenario.declare(platform(self("app").definition("v2")));
    assertThat(hasComeUp("app")).isFalse();
    scenario.succeed(id("app"), "v2");
    assertThat(hasComeUp("app")).isFalse();
    scenario.heard(id("app"), 1);
    assertThat(hasComeUp("app")).isTrue();
  }

  @Test
  @DisplayName("R38 one of several that an operator stopped holds nobody back; all of them do")
  void oneOfSeveralStopped() {
    scenario.declare(platform(self("db").workers(2, 2), self("app").after("db")));
    scenario.bringUp(id("db", 1), id("db", 2), id("app"));
    stop(id("db", 1));
    scenario.died(id("app"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    scenario.bringUp(id("app"));
    stop(id("db", 2));
    scenario.died(id("app"), 1).afterPause(id("app"));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.instance("app").effort().waitsFor())
        .isEqualTo("waits for db, which failed: stopped by an operator");
  }

  private void stop(InstanceId id) {
    scenario.fact(new Fact.ContainerStoppedByOperator(id, 1, Scenario.container(id, 1), HOST));
  }

  private boolean hasComeUp(String module) {
    return BootOrder.hasComeUp(scenario.state, scenario.instance(module));
  }
}
