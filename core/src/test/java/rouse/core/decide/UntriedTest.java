package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.CommandInFlight;

@DisplayName("Found by simulation")
class UntriedTest {
  private final Scenario scenario = new Scenario();

  private void expire() {
    scenario.skip(Duration.ofMinutes(5)).fail(id("app"), "expired");
  }

  @Test
  @DisplayName("B6 a restart that was wished and not tried is wished still")
  void wished() {
    scenario.up(docker("app")).silent(id("app"));
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    expire();
    assertThat(scenario.instance("app").isRestartPending()).isTrue();
  }

  @Test
  @DisplayName("P2 what was carried out by an executor that died before it said so is not wished")
  void carriedOut() {
    scenario.up(self("app"));
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    scenario.skip(Duration.ofMinutes(5)).started(id("app")).fail(id("app"), "expired");
    assertThat(scenario.instance("app").isRestartPending()).isFalse();
    scenario.proves(id("app"));
    assertThat(scenario.commandsOf("app")).hasSize(2);
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R28 what was asked about and is heard before the answer comes is said to live")
  void heardBeforeTheAnswer() {
    scenario.up(docker("app")).silent(id("app")).pass(Duration.ofSeconds(20));
    CommandInFlight asked = scenario.instance("app").effort().inFlight();
    scenario.proves(id("app"));
    scenario.fact(
        new Fact.CommandSucceeded(
            asked.commandId(), id("app"), 1, "already-running", null, null, Scenario.HOST));
    assertThat(scenario.decisions(Decision.InstanceAlive.class)).hasSize(1);
    assertThat(scenario.instance("app").effort().underWay()).isFalse();
  }

  @Test
  @DisplayName("B6 what failed again while a wish that was not tried was under way has its pause")
  void pauseOfItsOwn() {
    scenario.up(self("app")).died(id("app"), 1).bringUp(id("app"));
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null)).died(id("app"), 1);
    scenario.fact(new Fact.FaultReported(id("app"), "sensor", null));
    assertThat(scenario.decisions(Decision.IncidentReopened.class)).hasSize(1);
    expire();
    assertThat(scenario.commands()).isEmpty();
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/4");
  }

  @Test
  @DisplayName("R28 an answer of a run whose end has been told brings nothing back, also when held")
  void answerOfARunThatIsOver() {
    scenario.up(self("app")).died(id("app"), 1);
    CommandInFlight begun = scenario.instance("app").effort().inFlight();
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null));
    scenario.started(id("app")).died(id("app"), 137);
    scenario.fact(
        new Fact.CommandSucceeded(
            begun.commandId(),
            id("app"),
            begun.incarnation(),
            "started",
            Scenario.container(id("app"), begun.incarnation()),
            null,
            Scenario.HOST));
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.DEAD);
    assertThat(scenario.instance("app").effort().underWay()).isFalse();
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.commands()).hasSize(1);
  }

  @Test
  @DisplayName("P2 a command of no incident that was not tried is no attempt of an incident")
  void otherIncident() {
    scenario.up(docker("app")).died(id("app"), 1).succeed(id("app")).proves(id("app"));
    scenario.silent(id("app")).fact(new Fact.RestartRequested("ias", "app", "ops", null));
    scenario.fact(new Fact.FaultReported(id("app"), "ops", null));
    expire();
    assertThat(scenario.instance("app").incident().attempts()).isPositive();
  }

  @Test
  @DisplayName("P2 what was reported faulty while it ran, and then fails, pauses as any relapse")
  void reported() {
    scenario.up(self("app")).comesBack(id("app"), 1).proves(id("app"));
    scenario.fact(new Fact.FaultReported(id("app"), "ops", null));
    scenario.comesBack(id("app"), scenario.instance("app").seen().incarnation());
    scenario.proves(id("app")).silent(id("app"));
    assertThat(scenario.decisions(Decision.Deferred.class))
        .anyMatch(d -> d.reason().startsWith("backoff"));
  }

  @Test
  @DisplayName(
      "R38 what came back while it was to be replaced, and was spared, has its incident closed")
  void spared() {
    scenario.up(self("app")).silent(id("app")).proves(id("app"));
    assertThat(scenario.instance("app").incident()).isNotNull();
    scenario.fact(
        new Fact.CommandSucceeded(
            scenario.instance("app").effort().inFlight().commandId(),
            id("app"),
            1,
            "already-running",
            Scenario.container(id("app"), 1),
            null,
            Scenario.HOST));
    assertThat(scenario.decisions(Decision.IncidentClosed.class)).hasSize(1);
  }
}
