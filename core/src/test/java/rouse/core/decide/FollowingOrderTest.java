package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency.Condition;
import rouse.core.decide.Specs.ModuleBuilder;
import rouse.core.step.BootOrder;

@DisplayName("Those that follow one that was replaced come one after the other")
class FollowingOrderTest {
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("R38 one after the other along the edges, and only those that ask for it")
  void chain() {
    scenario.up(
        self("a"), self("b").following("a"), self("c").following("b"), self("d").after("c"));
    scenario.comesBack(id("a"), 1);
    scenario.proves(id("a"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/b/1/2");
    scenario.succeed(id("b")).heard(id("b"), 1);
    assertThat(scenario.commandsOf("c")).hasSize(1);
    assertThat(scenario.instance("c").effort().waitsFor())
        .isEqualTo("is replaced when ias/b/1 is alive");
    scenario.heard(id("b"), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    scenario.bringUp(id("c")).pass(Duration.ofMinutes(5));
    assertThat(scenario.commandsOf("c")).hasSize(2);
    assertThat(scenario.commandsOf("d")).hasSize(1);
  }

  @Test
  @DisplayName("R38 strategy dependents: all that depend on it, through others too, in order")
  void strategy() {
    scenario.up(
        self("zero"),
        self("a").after("zero").withDependents(),
        self("b").after("a"),
        self("c").after("b"),
        self("beside").after("zero"));
    scenario.comesBack(id("a"), 1);
    scenario.proves(id("a"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/b/1/2");
    assertThat(scenario.commandsOf("c")).hasSize(1);
    scenario.bringUp(id("b"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    scenario.bringUp(id("c"));
    assertThat(scenario.commandsOf("zero")).hasSize(1);
    assertThat(scenario.commandsOf("beside")).hasSize(1);

    scenario.comesBack(id("b"), 2);
    scenario.proves(id("b"));
    assertThat(scenario.commandIds()).as("c follows a and not b").isEmpty();
  }

  @Test
  @DisplayName("R38 what stands on one that is held waits for its replacement no longer")
  void heldInBetween() {
    scenario.up(
        self("x"),
        self("a"),
        self("b").following("a").following("x"),
        self("c").following("a").after("b"),
        self("d").following("b"));
    scenario.died(id("x"), 1, 1);
    scenario.comesBack(id("a"), 1);
    scenario.proves(id("a"));
    assertThat(scenario.instance("c").effort().waitsFor())
        .isEqualTo("is replaced when ias/b/1 is alive");
    scenario.fact(new Fact.HoldRequested("ias", "b", "ops", null));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/c/1/2");
    assertThat(scenario.commandsOf("b")).hasSize(1);
    assertThat(scenario.commandsOf("d")).as("follows one that was not replaced").hasSize(1);
  }

  @Test
  @DisplayName("R38 of several instances one after the other; all count as up only then")
  void inTurns() {
    scenario.declare(platform(self("db"), docker("w").workers(2, 2).following("db")));
    scenario.bringUp(id("db"), id("w", 1), id("w", 2));
    scenario.comesBack(id("db"), 1);
    assertThat(BootOrder.hasComeUp(scenario.state, scenario.state.instance(id("w", 2)))).isFalse();
    scenario.proves(id("db"));
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
    assertThat(scenario.commandsOf("app")).as("the work is not done yet").hasSize(1);
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
    scenario.comesBack(id("db"), 1);
    scenario.proves(id("db"));
    scenario.died(id("migrate"), 1, 0).bringUp(id("app"));
    scenario.comesBack(id("db"), 2);
    assertThat(scenario.instance("app").effort().waitsFor())
        .isEqualTo("is replaced when ias/db/1 is alive");
    scenario.proves(id("db"));
    assertThat(scenario.commandIds()).as("it failed again: it has to stay alive").isEmpty();
    scenario.pass(Duration.ofSeconds(10));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(scenario.commandsOf("migrate")).hasSize(1);
  }
}
