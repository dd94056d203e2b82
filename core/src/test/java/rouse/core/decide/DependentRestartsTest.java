package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.core.state.DecisionRecord;
import rouse.core.state.ObservedPhase;

@DisplayName("What depends on a module with restart: true is replaced when that one was")
class DependentRestartsTest {
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("R38 after a failure: when the new one has proved itself, not before, and once")
  void followsAFailure() {
    scenario.up(self("db"), self("app").following("db"), self("other").after("db"));
    scenario.died(id("db"), 1, 1);
    String incident = scenario.decisions(Decision.IncidentOpened.class).getFirst().incidentId();
    scenario.succeed(id("db"));
    scenario.heard(id("db"), 1);
    assertThat(scenario.commandsOf("app")).as("it runs, and has not proved itself").hasSize(1);
    assertThat(scenario.instance("app").effort().waitsFor())
        .isEqualTo("is replaced when ias/db/1 is alive");
    scenario.fact(
        "proof",
        new Fact.InstanceHeard(
            id("db"), 2, scenario.now(), 3, false, false, Duration.ofSeconds(3)));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    DecisionRecord order =
        scenario.last().stream()
            .filter(d -> d.body() instanceof Decision.CommandIssued)
            .findFirst()
            .orElseThrow();
    assertThat(((Decision.CommandIssued) order.body()).reason())
        .isEqualTo("ias/db/1 was replaced, on which it depends");
    assertThat(order.correlationId()).as("all of it is one story").isEqualTo(incident);
    assertThat(order.causationId()).isEqualTo("proof");
    scenario.bringUp(id("app"));
    scenario.heard(id("db"), 3).pass(Duration.ofMinutes(20));
    assertThat(scenario.commandsOf("app")).hasSize(2);
    assertThat(scenario.commandsOf("other")).as("depends on it, and follows nobody").hasSize(1);
    assertThat(scenario.all)
        .extracting(DecisionRecord::body)
        .filteredOn(Decision.IncidentOpened.class::isInstance)
        .as("nothing has failed but the one")
        .hasSize(1);
  }

  @Test
  @DisplayName("R38 after an operator's restart, and after a change of its definition")
  void followsWishes() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.fact("wish", new Fact.RestartRequested("ias", "db", "ops", null));
    scenario.bringUp(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(scenario.last().getLast().correlationId()).isEqualTo("wish");
    scenario.bringUp(id("app"));

    scenario.declare(platform(self("db").definition("v2"), self("app").following("db")));
    Decision.PlatformPlanned plan = scenario.decisions(Decision.PlatformPlanned.class).getFirst();
    assertThat(plan.replace()).containsExactly("db", "app");
    assertThat(plan.unchanged()).isZero();
    assertThat(scenario.commandIds()).containsExactly("replace/ias/db/1/3");
    scenario.succeed(id("db"), "v2").heard(id("db"), 1).heard(id("db"), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
  }

  @Test
  @DisplayName("R38 what changed itself is replaced once, for both reasons")
  void changedItself() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.declare(
        platform(self("db").definition("v2"), self("app").definition("v2").following("db")));
    scenario.succeed(id("db"), "v2").heard(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario
        .heard(id("db"), 3)
        .succeed(id("app"), "v2")
        .heard(id("app"), 3)
        .pass(Duration.ofMinutes(5));
    assertThat(scenario.commandsOf("app")).hasSize(2);
  }

  @Test
  @DisplayName("R28 what does not stay costs those that follow it nothing, until it does")
  void crashLoop() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.comesBack(id("db"), 1);
    for (long incarnation = 2; incarnation <= 6; incarnation++) {
      scenario.heard(id("db"), 1).died(id("db"), incarnation, 1).pass(Duration.ofSeconds(20));
      if (incarnation < 6) {
        scenario.succeed(id("db"));
      }
    }
    assertThat(scenario.commandsOf("app")).hasSize(1);
    assertThat(scenario.instance("db").incident().quarantined()).isTrue();
    scenario.pass(Duration.ofMinutes(10)).bringUp(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R28 who returns in the same container was not replaced, and nobody follows")
  void returned() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.silent(id("db"), 1).fail(id("db"), "no engine").heard(id("db"), 1).heard(id("db"), 3);
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    scenario.pass(Duration.ofMinutes(5));
    assertThat(scenario.commandsOf("app")).hasSize(1);
  }

  @Test
  @DisplayName("R38 who failed with it is started after it, and not once more")
  void failedTogether() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.died(id("app"), 1, 1).fail(id("app"), "no network").died(id("db"), 1, 1);
    scenario.succeed(id("db")).pass(Duration.ofSeconds(5)).heard(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/3");
    scenario.heard(id("db"), 3).bringUp(id("app")).pass(Duration.ofMinutes(5));
    assertThat(scenario.commandsOf("app")).hasSize(3);
  }

  @Test
  @DisplayName("R38 what was ordered before it was replaced is replaced too when it has come")
  void orderedBefore() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.died(id("app"), 1, 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    scenario.comesBack(id("db"), 1);
    scenario.proves(id("db"));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.bringUp(id("app"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
  }

  @Test
  @DisplayName("R38 an operator's wish on top does not make what was ordered before it enough")
  void wishedAsWell() {
    scenario.up(self("db"), self("app").following("db"));
    scenario.died(id("app"), 1, 1);
    scenario.comesBack(id("db"), 1);
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    scenario.bringUp(id("app")).heard(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
  }

  @Test
  @DisplayName("R38 a container that somebody stopped and started again was started anew")
  void startedAnew() {
    scenario.up(self("db"), self("app").following("db"));
    String running = container(id("db"), 1);
    scenario.fact(new Fact.ContainerStoppedByOperator(id("db"), 1, running, HOST));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.fact(new Fact.ContainerStarted(id("db"), 1, running, "10.0.0.1", "v1", null, HOST));
    scenario.proves(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R38 a first start concerns nobody; nor does what is held, or has done its work")
  void leftAlone() {
    scenario.declare(
        platform(
            self("app").maybeFollowing("late"),
            self("late"),
            self("held").following("late"),
            docker("once").oneShot().following("late")));
    scenario.bringUp(id("app"));
    scenario.fail(id("late"), "no image").pass(Duration.ofSeconds(5)).bringUp(id("late"));
    scenario.bringUp(id("held")).succeed(id("once")).died(id("once"), 1, 0);
    assertThat(scenario.commandsOf("app")).as("it has never lived with another").hasSize(1);
    scenario.fact(new Fact.HoldRequested("ias", "held", "ops", null));
    scenario.comesBack(id("late"), 2);
    scenario.proves(id("late")).pass(Duration.ofSeconds(10));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(scenario.commandsOf("held")).hasSize(1);
    assertThat(scenario.commandsOf("once")).hasSize(1);
  }
}
