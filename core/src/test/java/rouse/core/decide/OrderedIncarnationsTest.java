package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.Incarnations;
import rouse.core.state.ObservedPhase;

@DisplayName("An incarnation that was neither ordered nor seen to run")
class OrderedIncarnationsTest {
  private final Scenario scenario = new Scenario();

  @ParameterizedTest
  @ValueSource(longs = {3, 1_000_000, Incarnations.HIGHEST, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  @DisplayName("R38 is not heard, and ends no recovery")
  void beats(long claimed) {
    scenario.declare(platform(self("app"), docker("db"))).bringUp(id("app"), id("db"));
    for (String module : new String[] {"app", "db"}) {
      scenario.heard(id(module), claimed, 1).heard(id(module), claimed, 3);
      scenario.silent(id(module), claimed);
      assertThat(scenario.decisions()).isEmpty();
      assertThat(scenario.instance(module).seen().observed()).isEqualTo(ObservedPhase.ALIVE);
      scenario.died(id(module), 137);
      assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/" + module + "/1/2");
      scenario.bringUp(id(module));
      assertThat(scenario.decisions(Decision.IncidentClosed.class)).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {Incarnations.HIGHEST, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  @DisplayName("R38 is not believed of a container either, nor of an outcome")
  void containers(long claimed) {
    scenario.declare(platform(docker("db"))).bringUp(id("db"));
    scenario.fact(new Fact.ContainerStarted(id("db"), claimed, "x", null, "v1", null, HOST));
    scenario.fact(new Fact.ContainerDied(id("db"), claimed, "x", 1, false, HOST));
    scenario.fact(new Fact.ContainerStoppedByOperator(id("db"), claimed, "x", HOST));
    scenario.fact(new Fact.HealthChanged(id("db"), claimed, Health.UNHEALTHY, "docker"));
    scenario.fact(
        new Fact.CommandSucceeded("x", id("db"), claimed, "newer-running", "x", null, HOST));
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    scenario.died(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/2");
  }

  @Test
  @DisplayName("R38 that a container has, though its log was lost, is gone on from")
  void ahead() {
    scenario.declare(platform(docker("db")));
    scenario.started(id("db"), 5_000_000, "v1").heard(id("db"), 1).heard(id("db"), 3);
    scenario.died(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/5000001");
  }

  @Test
  @DisplayName("R38 and was claimed by beats before the declaration gives way to a container's")
  void claimed() {
    scenario.heard(id("app"), Incarnations.HIGHEST, 3);
    scenario.declare(platform(self("app")));
    scenario.started(id("app"), 4, "v1").heard(id("app"), 4, 1).heard(id("app"), 4, 3);
    assertThat(scenario.instance("app").seen().incarnation()).isEqualTo(4);
    scenario.died(id("app"), 4, 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/5");
  }

  @Test
  @DisplayName("R38 and was claimed by beats of a living container keeps its proof")
  void claimedRightly() {
    scenario.heard(id("app"), 4, 1).heard(id("app"), 4, 3);
    scenario.declare(platform(self("app"))).started(id("app"), 4, "v1");
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    assertThat(scenario.all).noneMatch(d -> d.body() instanceof Decision.CommandIssued);
  }
}
