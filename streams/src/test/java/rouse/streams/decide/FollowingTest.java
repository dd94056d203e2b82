package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.streams.decide.Scenario.HOST;
import static rouse.streams.decide.Scenario.container;
import static rouse.streams.decide.Scenario.id;
import static rouse.streams.decide.Specs.docker;
import static rouse.streams.decide.Specs.platform;
import static rouse.streams.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency.Condition;
import rouse.contracts.platform.InstanceId;
import rouse.streams.decide.Specs.ModuleBuilder;

@DisplayName("What depends on a module with restart: true is replaced when that one was")
class FollowingTest {
  private final Scenario scenario = new Scenario();

  private void up(ModuleBuilder... modules) {
    scenario.declare(platform(modules));
    for (ModuleBuilder module : modules) {
      scenario.bringUp(id(module.build().name()));
    }
  }

  /** It dies, and another container of it runs, of which nothing was heard yet. */
  private void comesBack(InstanceId id, long incarnation) {
    scenario.died(id, incarnation, 1).succeed(id);
  }

  /** Its three beats. */
  private void proves(InstanceId id) {
    scenario.heard(id, 1).heard(id, 3);
  }

  private List<String> commandsOf(String module) {
    return scenario.all.stream()
        .map(Decided::body)
        .filter(Decision.CommandIssued.class::isInstance)
        .map(Decision.CommandIssued.class::cast)
        .filter(c -> c.instance().module().equals(module))
        .map(Decision.CommandIssued::commandId)
        .toList();
  }

  @Test
  @DisplayName("R38 after a failure: when the new one has proved itself, not before, and once")
  void followsAFailure() {
    up(self("db"), self("app").following("db"), self("other").after("db"));
    scenario.died(id("db"), 1, 1);
    String incident = scenario.decisions(Decision.IncidentOpened.class).getFirst().incidentId();
    scenario.succeed(id("db"));
    scenario.heard(id("db"), 1);
    assertThat(commandsOf("app")).as("it runs, and has not proved itself").hasSize(1);
    assertThat(scenario.instance("app").effort().waitsFor())
        .isEqualTo("is replaced when ias/db/1 is alive");
    scenario.fact(
        "proof",
        new Fact.InstanceHeard(
            id("db"), 2, scenario.now(), 3, false, false, Duration.ofSeconds(3)));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    Decided order = scenario.last().getLast();
    assertThat(((Decision.CommandIssued) order.body()).reason())
        .isEqualTo("ias/db/1 was replaced, on which it depends");
    assertThat(order.correlationId()).as("all of it is one story").isEqualTo(incident);
    assertThat(order.causationId()).isEqualTo("proof");
    scenario.bringUp(id("app"));
    scenario.heard(id("db"), 3).pass(Duration.ofMinutes(20));
    assertThat(commandsOf("app")).hasSize(2);
    assertThat(commandsOf("other")).as("depends on it, and follows nobody").hasSize(1);
    assertThat(scenario.all)
        .extracting(Decided::body)
        .filteredOn(Decision.IncidentOpened.class::isInstance)
        .as("nothing has failed but the one")
        .hasSize(1);
  }

  @Test
  @DisplayName("R38 after an operator's restart, and after a change of its definition")
  void followsWishes() {
    up(self("db"), self("app").following("db"));
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
    up(self("db"), self("app").following("db"));
    scenario.declare(
        platform(self("db").definition("v2"), self("app").definition("v2").following("db")));
    scenario.succeed(id("db"), "v2").heard(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario
        .heard(id("db"), 3)
        .succeed(id("app"), "v2")
        .heard(id("app"), 3)
        .pass(Duration.ofMinutes(5));
    assertThat(commandsOf("app")).hasSize(2);
  }

  @Test
  @DisplayName("R38 one after the other along the edges, and only those that ask for it")
  void chain() {
    up(self("a"), self("b").following("a"), self("c").following("b"), self("d").after("c"));
    comesBack(id("a"), 1);
    proves(id("a"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/b/1/2");
    scenario.succeed(id("b")).heard(id("b"), 1);
    assertThat(commandsOf("c")).hasSize(1);
    assertThat(scenario.instance("c").effort().waitsFor())
        .isEqualTo("is replaced when ias/b/1 is alive");
    scenario.heard(id("b"), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    scenario.bringUp(id("c")).pass(Duration.ofMinutes(5));
    assertThat(commandsOf("c")).hasSize(2);
    assertThat(commandsOf("d")).hasSize(1);
  }

  @Test
  @DisplayName("R38 strategy dependents: all that depend on it, through others too, in order")
  void strategy() {
    up(
        self("zero"),
        self("a").after("zero").withDependents(),
        self("b").after("a"),
        self("c").after("b"),
        self("beside").after("zero"));
    comesBack(id("a"), 1);
    proves(id("a"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/b/1/2");
    assertThat(commandsOf("c")).hasSize(1);
    scenario.bringUp(id("b"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    scenario.bringUp(id("c"));
    assertThat(commandsOf("zero")).hasSize(1);
    assertThat(commandsOf("beside")).hasSize(1);

    comesBack(id("b"), 2);
    proves(id("b"));
    assertThat(scenario.commandIds()).as("c follows a and not b").isEmpty();
  }

  @Test
  @DisplayName("R28 what does not stay costs those that follow it nothing, until it does")
  void crashLoop() {
    up(self("db"), self("app").following("db"));
    comesBack(id("db"), 1);
    for (long incarnation = 2; incarnation <= 6; incarnation++) {
      scenario.heard(id("db"), 1).died(id("db"), incarnation, 1).pass(Duration.ofSeconds(20));
      if (incarnation < 6) {
        scenario.succeed(id("db"));
      }
    }
    assertThat(commandsOf("app")).hasSize(1);
    assertThat(scenario.instance("db").incident().quarantined()).isTrue();
    scenario.pass(Duration.ofMinutes(10)).bringUp(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R28 who returns in the same container was not replaced, and nobody follows")
  void returned() {
    up(self("db"), self("app").following("db"));
    scenario.silent(id("db"), 1).fail(id("db"), "no engine").heard(id("db"), 1).heard(id("db"), 3);
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(Observed.ALIVE);
    scenario.pass(Duration.ofMinutes(5));
    assertThat(commandsOf("app")).hasSize(1);
  }

  @Test
  @DisplayName("R38 who failed with it is started after it, and not once more")
  void failedTogether() {
    up(self("db"), self("app").following("db"));
    scenario.died(id("app"), 1, 1).fail(id("app"), "no network").died(id("db"), 1, 1);
    scenario.succeed(id("db")).pass(Duration.ofSeconds(5)).heard(id("db"), 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/3");
    scenario.heard(id("db"), 3).bringUp(id("app")).pass(Duration.ofMinutes(5));
    assertThat(commandsOf("app")).hasSize(3);
  }

  @Test
  @DisplayName("R38 what was ordered before it was replaced is replaced too when it has come")
  void orderedBefore() {
    up(self("db"), self("app").following("db"));
    scenario.died(id("app"), 1, 1);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    comesBack(id("db"), 1);
    proves(id("db"));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.bringUp(id("app"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
  }

  @Test
  @DisplayName("R38 a container that somebody stopped and started again was started anew")
  void startedAnew() {
    up(self("db"), self("app").following("db"));
    String running = container(id("db"), 1);
    scenario.fact(new Fact.ContainerStoppedByOperator(id("db"), 1, running, HOST));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.fact(new Fact.ContainerStarted(id("db"), 1, running, "10.0.0.1", "v1", null, HOST));
    proves(id("db"));
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
    assertThat(commandsOf("app")).as("it has never lived with another").hasSize(1);
    scenario.fact(new Fact.HoldRequested("ias", "held", "ops", null));
    comesBack(id("late"), 2);
    proves(id("late"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(commandsOf("held")).hasSize(1);
    assertThat(commandsOf("once")).hasSize(1);
  }

  @Test
  @DisplayName("R38 what stands on one that is held waits for its replacement no longer")
  void heldInBetween() {
    up(
        self("x"),
        self("a"),
        self("b").following("a").following("x"),
        self("c").following("a").after("b"),
        self("d").following("b"));
    scenario.died(id("x"), 1, 1);
    comesBack(id("a"), 1);
    proves(id("a"));
    assertThat(scenario.instance("c").effort().waitsFor())
        .isEqualTo("is replaced when ias/b/1 is alive");
    scenario.fact(new Fact.HoldRequested("ias", "b", "ops", null));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    assertThat(commandsOf("b")).hasSize(1);
    assertThat(commandsOf("d")).as("follows one that was not replaced").hasSize(1);
  }

  @Test
  @DisplayName("R38 of several instances one after the other; all count as up only then")
  void inTurns() {
    scenario.declare(platform(self("db"), docker("w").workers(2, 2).following("db")));
    scenario.bringUp(id("db"), id("w", 1), id("w", 2));
    comesBack(id("db"), 1);
    assertThat(BootOrder.hasComeUp(scenario.state, scenario.state.instance(id("w", 2)))).isFalse();
    proves(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/1/2");
    scenario.bringUp(id("w", 1));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/2/2");
    scenario.bringUp(id("w", 2));
    assertThat(BootOrder.hasComeUp(scenario.state, scenario.state.instance(id("w", 2)))).isTrue();
  }

  @Test
  @DisplayName("R38 when the work of a one-shot is done anew, so is what follows it")
  void oneShotAgain() {
    ModuleBuilder app = self("app").following("migrate", Condition.SERVICE_COMPLETED_SUCCESSFULLY);
    scenario.declare(platform(docker("migrate").oneShot(), app));
    scenario.succeed(id("migrate")).died(id("migrate"), 1, 0).bringUp(id("app"));
    scenario.declare(platform(docker("migrate").oneShot().definition("v2"), app));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/migrate/1/2");
    scenario.succeed(id("migrate"), "v2");
    assertThat(commandsOf("app")).as("the work is not done yet").hasSize(1);
    scenario.died(id("migrate"), 2, 0);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R38 through a one-shot, whose work is done: it stays so, and what follows waits")
  void throughAOneShot() {
    scenario.declare(
        platform(
            self("db").withDependents(),
            docker("migrate").oneShot().after("db"),
            self("app").after("migrate", Condition.SERVICE_COMPLETED_SUCCESSFULLY)));
    scenario.bringUp(id("db")).succeed(id("migrate"));
    comesBack(id("db"), 1);
    proves(id("db"));
    scenario.died(id("migrate"), 1, 0).bringUp(id("app"));
    comesBack(id("db"), 2);
    assertThat(scenario.instance("app").effort().waitsFor())
        .isEqualTo("is replaced when ias/db/1 is alive");
    proves(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(commandsOf("migrate")).hasSize(1);
  }
}
