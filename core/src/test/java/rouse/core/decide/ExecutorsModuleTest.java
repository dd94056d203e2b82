package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DesiredState;
import rouse.core.state.ObservedPhase;

@DisplayName("What operators want of a module that its executor looks after by itself")
class ExecutorsModuleTest {
  private final Scenario scenario = new Scenario();

  @BeforeEach
  void declare() {
    scenario.declare(platform(docker("kafka").supervisedByExecutor()));
    scenario.fact(
        new Fact.ContainerStarted(
            id("kafka"), 1, container(id("kafka"), 1), "10.0.0.1", "v1", null, HOST));
  }

  @Test
  @DisplayName("R38 a restart is left to that executor: nothing is refused, and nothing ordered")
  void restart() {
    scenario.fact(new Fact.RestartRequested("ias", "kafka", "ops", null));
    assertThat(scenario.decisions()).isEmpty();
  }

  @Test
  @DisplayName("R38 a hold is shown until it is released or over, and nothing is ordered for it")
  void hold() {
    scenario.fact(new Fact.HoldRequested("ias", "kafka", "ops", null));
    assertThat(scenario.instance("kafka").desired()).isEqualTo(DesiredState.HELD);
    scenario.fact(new Fact.ReleaseRequested("ias", "kafka", "ops"));
    assertThat(scenario.instance("kafka").desired()).isEqualTo(DesiredState.RUNNING);
    scenario.fact(new Fact.HoldRequested("ias", "kafka", "ops", null, Duration.ofMinutes(5)));
    scenario.died(id("kafka"), 137).pass(Duration.ofMinutes(6));
    assertThat(scenario.instance("kafka").desired()).isEqualTo(DesiredState.RUNNING);
    assertThat(scenario.all).noneMatch(d -> d.body() instanceof Decision.CommandIssued);
  }

  @Test
  @DisplayName("R38 when that executor's host is silent the wish is refused, with the reason")
  void hostSilent() {
    scenario.fact(new Fact.HostHeard("ias", HOST, scenario.now(), false)).fact(silence());
    scenario.fact(new Fact.RestartRequested("ias", "kafka", "ops", null));
    assertThat(scenario.decisions(Decision.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.reason()).contains("host-1 is silent"));
  }

  @Test
  @DisplayName(
      "a container with the same incarnation and another id is a copy, and not taken for it")
  void copy() {
    scenario.fact(
        new Fact.ContainerStarted(id("kafka"), 1, "f".repeat(64), "10.0.0.9", "v1", null, HOST));
    assertThat(scenario.instance("kafka").seen().containerId())
        .isEqualTo(container(id("kafka"), 1));
    assertThat(scenario.instance("kafka").seen().ip()).isEqualTo("10.0.0.1");
  }

  @Test
  @DisplayName("R28 what was not heard in time stays watched, and is alive when it is heard")
  void heardLate() {
    scenario.pass(Duration.ofMinutes(2));
    assertThat(scenario.instance("kafka").seen().observed()).isEqualTo(ObservedPhase.UNKNOWN);
    assertThat(scenario.all).noneMatch(d -> d.body() instanceof Decision.WatchEnded);
    scenario.proves(id("kafka"));
    assertThat(scenario.instance("kafka").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R28 what was silent when it was held is watched when it is released")
  void silentWhileHeld() {
    scenario.proves(id("kafka")).silent(id("kafka"));
    scenario.fact(new Fact.HoldRequested("ias", "kafka", "ops", null));
    scenario.fact(new Fact.ReleaseRequested("ias", "kafka", "ops"));
    assertThat(scenario.decisions(Decision.WatchBegun.class)).hasSize(1);
    scenario.proves(id("kafka"));
    assertThat(scenario.instance("kafka").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
  }

  private Fact silence() {
    return new Fact.HostSilent("ias", HOST, null, scenario.now(), scenario.now());
  }
}
