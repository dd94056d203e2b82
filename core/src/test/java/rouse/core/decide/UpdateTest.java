package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.UpdatePolicy;
import rouse.contracts.platform.UpdatePolicy.OnFailure;
import rouse.contracts.platform.UpdatePolicy.Order;
import rouse.core.state.ModuleUpdate;
import rouse.core.state.ObservedPhase;

class UpdateTest {
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("P3 a single module that fails with its new definition gets the earlier one back")
  void singleRollsBack() {
    scenario.declare(platform(self("app").updated())).bringUp(id("app"));
    scenario.wish(platform(self("app").updated().definition("v2")));
    assertThat(scenario.decisions(Decision.UpdateStarted.class)).hasSize(1);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario.succeed(id("app"), "v2").died(id("app"), 1);
    assertThat(scenario.decisions(Decision.UpdateRolledBack.class))
        .singleElement()
        .satisfies(d -> assertThat(d.reason()).contains("exit code 1"));
    assertThat(scenario.commands())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.EnsureRunning.class, c -> assertThat(c.definition()).isEqualTo("v1"));
    scenario.succeed(id("app"), "v1").proves(id("app"));
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    assertThat(scenario.state.header().update("app").phase())
        .isEqualTo(ModuleUpdate.Phase.ROLLED_BACK);
    assertThat(scenario.pass(Duration.ofMinutes(30)).commandIds()).isEmpty();
    scenario.declare(platform(self("app").updated().definition("v2")));
    assertThat(scenario.commandIds()).as("announced, and nobody wishes it").isEmpty();
    scenario.wish(platform(self("app").updated().definition("v2")));
    assertThat(scenario.commandIds()).as("somebody wishes it").hasSize(1);
  }

  private static UpdatePolicy policy(Order order, int parallel, OnFailure onFailure) {
    return new UpdatePolicy(order, parallel, Duration.ofSeconds(30), Duration.ZERO, onFailure, 1);
  }

  /** Four workers that serve with v1, and a wish for v2. */
  private void update(UpdatePolicy policy) {
    scenario.declare(platform(workers(policy)));
    scenario.bringUp(id("w", 1), id("w", 2), id("w", 3), id("w", 4));
    scenario.wish(platform(workers(policy).definition("v2")));
  }

  private static Specs.ModuleBuilder workers(UpdatePolicy policy) {
    return self("w").workers(4, 6).updated(policy);
  }

  private Scenario updated(int slot) {
    return scenario.succeed(id("w", slot), "v2").proves(id("w", slot));
  }

  private String definition(int slot) {
    return scenario.state.instance(id("w", slot)).seen().definition();
  }

  private ModuleUpdate.Phase phase() {
    return scenario.state.header().update("w").phase();
  }

  @Test
  @DisplayName("P3 one after the other, each when the one before has proved that it lives")
  void inTurn() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    for (int slot = 1; slot <= 4; slot++) {
      assertThat(scenario.commandIds()).containsExactly("replace/ias/w/" + slot + "/2");
      scenario.succeed(id("w", slot), "v2");
      assertThat(scenario.commandIds()).as("it runs, and has not proved itself").isEmpty();
      scenario.proves(id("w", slot));
    }
    assertThat(scenario.decisions(Decision.UpdateCompleted.class))
        .singleElement()
        .satisfies(d -> assertThat(d.outcome()).isEqualTo("completed"));
    assertThat(scenario.state.header().update("w")).isNull();
    assertThat(scenario.pass(Duration.ofMinutes(5)).commandIds()).isEmpty();
  }

  @Test
  @DisplayName("P3 a replacement drains what it replaces, by the module's own time")
  void drains() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    assertThat(scenario.commands())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Replace.class, c -> assertThat(c.drain()).isEqualTo(Duration.ofSeconds(30)));
  }

  @Test
  @DisplayName("P3 as many at once as the file says")
  void parallel() {
    update(policy(Order.STOP_FIRST, 2, OnFailure.ROLLBACK));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/1/2", "replace/ias/w/2/2");
    updated(1);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/3/2");
  }

  @Test
  @DisplayName("P3 what is not alive when its time is over is taken back, and so are those before")
  void monitorExpires() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    updated(1);
    scenario.succeed(id("w", 2), "v2").pass(Duration.ofSeconds(29));
    assertThat(scenario.decisions(Decision.UpdateRolledBack.class)).isEmpty();
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.decisions(Decision.UpdateRolledBack.class))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.instance()).isEqualTo(id("w", 2));
              assertThat(d.updated()).isEqualTo(1);
              assertThat(d.reason()).contains("not alive within 30s");
            });
    assertThat(scenario.commandIds())
        .as("the one that serves waits until the other is back")
        .containsExactly("replace/ias/w/2/3");
    scenario.succeed(id("w", 2), "v1").proves(id("w", 2));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/1/3");
    scenario.succeed(id("w", 1), "v1").proves(id("w", 1));
    assertThat(scenario.pass(Duration.ofMinutes(30)).commandIds()).isEmpty();
    assertThat(phase()).isEqualTo(ModuleUpdate.Phase.ROLLED_BACK);
  }

  @Test
  @DisplayName("P3 a paused update leaves the others as they are, until somebody asks again")
  void pauses() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.PAUSE));
    updated(1);
    scenario.succeed(id("w", 2), "v2").died(id("w", 2), 1);
    assertThat(scenario.decisions(Decision.UpdatePaused.class)).hasSize(1);
    scenario.succeed(id("w", 2), "v2").proves(id("w", 2)).pass(Duration.ofMinutes(30));
    assertThat(definition(3)).isEqualTo("v1");
    assertThat(definition(1)).isEqualTo("v2");
    scenario.wish(platform(workers(policy(Order.STOP_FIRST, 1, OnFailure.PAUSE)).definition("v2")));
    assertThat(scenario.decisions(Decision.UpdateStarted.class))
        .singleElement()
        .satisfies(d -> assertThat(d.from()).isEqualTo("v1"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/3/2");
  }

  @Test
  @DisplayName("P3 what dies before its turn comes back as it was, and the update waits for it")
  void deathBeforeItsTurn() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    scenario.died(id("w", 3), 1);
    assertThat(scenario.commands())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.EnsureRunning.class, c -> assertThat(c.definition()).isEqualTo("v1"));
    updated(1);
    assertThat(scenario.commandIds()).as("3 is not back").isEmpty();
    scenario.succeed(id("w", 3), "v1").proves(id("w", 3));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/2/2");
    assertThat(phase()).isEqualTo(ModuleUpdate.Phase.UPDATING);
  }

  @Test
  @DisplayName("P3 a worker that is added starts as those do that have proved themselves")
  void scaledMeanwhile() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    updated(1);
    scenario.fact(new Fact.ScaleRequested("ias", "w", 5, "ops"));
    assertThat(scenario.commands())
        .singleElement()
        .isInstanceOfSatisfying(
            Command.EnsureRunning.class, c -> assertThat(c.definition()).isEqualTo("v2"));
    updated(5);
    updated(2);
    updated(3);
    updated(4);
    assertThat(scenario.decisions(Decision.UpdateCompleted.class)).hasSize(1);
  }

  @Test
  @DisplayName("P3 a file that is corrected begins another update, from what served before")
  void secondFile() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    scenario.succeed(id("w", 1), "v2").died(id("w", 1), 1);
    scenario.succeed(id("w", 1), "v1").proves(id("w", 1));
    scenario.wish(
        platform(workers(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK)).definition("v3")));
    assertThat(scenario.decisions(Decision.UpdateStarted.class))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.from()).isEqualTo("v1");
              assertThat(d.to()).isEqualTo("v3");
            });
    scenario.wish(platform(workers(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK))));
    assertThat(scenario.decisions(Decision.UpdateCompleted.class))
        .singleElement()
        .satisfies(d -> assertThat(d.outcome()).isEqualTo("withdrawn"));
  }

  @Test
  @DisplayName("P3 nobody is judged while the executor is silent")
  void executorAway() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    scenario.succeed(id("w", 1), "v2");
    scenario.fact(new Fact.HostSilent("ias", Scenario.HOST, null, scenario.now(), scenario.now()));
    scenario.pass(Duration.ofSeconds(50));
    assertThat(phase()).isEqualTo(ModuleUpdate.Phase.UPDATING);
    scenario.fact(new Fact.HostHeard("ias", Scenario.HOST, scenario.now(), true));
    scenario.pass(Duration.ofSeconds(10)).proves(id("w", 1));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/w/2/2");
  }

  @Test
  @DisplayName("P3 start-first: a new one lives before an old one is retired, one too many at most")
  void startFirst() {
    update(policy(Order.START_FIRST, 1, OnFailure.ROLLBACK));
    int[] surges = {5, 1, 2, 3};
    for (int old = 1; old <= 4; old++) {
      int surge = surges[old - 1];
      assertThat(scenario.commandIds()).as("surge " + surge).hasSize(1);
      assertThat(scenario.commandIds().getFirst())
          .startsWith("ensure-running/ias/w/" + surge + "/");
      updated(surge);
      assertThat(scenario.commandIds()).hasSize(1);
      assertThat(scenario.commandIds().getFirst()).startsWith("retire/ias/w/" + old + "/");
      scenario.succeed(id("w", old));
    }
    assertThat(scenario.decisions(Decision.UpdateCompleted.class)).hasSize(1);
    assertThat(scenario.state.wanted("w")).hasSize(4);
  }

  @Test
  @DisplayName("P3 start-first: a new one that fails is retired, and no old one was touched")
  void startFirstFails() {
    update(policy(Order.START_FIRST, 1, OnFailure.ROLLBACK));
    scenario.succeed(id("w", 5), "v2").died(id("w", 5), 1);
    assertThat(scenario.decisions(Decision.UpdateRolledBack.class)).hasSize(1);
    assertThat(scenario.commandIds()).singleElement().asString().startsWith("retire/ias/w/5/");
    scenario.succeed(id("w", 5));
    assertThat(scenario.pass(Duration.ofMinutes(30)).commandIds()).isEmpty();
    assertThat(scenario.state.wanted("w"))
        .allSatisfy(i -> assertThat(i.seen().incarnation()).isEqualTo(1));
  }

  @Test
  @DisplayName("P3 when the earlier definition is gone, the update is paused and says so")
  void nothingToComeBackTo() {
    scenario.declare(platform(self("app").updated())).bringUp(id("app"));
    scenario.wish(platform(self("app").updated().definition("v2")));
    scenario.succeed(id("app"), "v2").died(id("app"), 1);
    scenario.fail(id("app"), Fact.CommandFailed.NO_DEFINITION + "its image is not present");
    assertThat(scenario.decisions(Decision.UpdatePaused.class))
        .singleElement()
        .satisfies(d -> assertThat(d.reason()).startsWith("cannot roll back: "));
    scenario.succeed(id("app"), "v2").proves(id("app"));
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("P3 what the failed container wrote last is shown with the update")
  void lastLines() {
    scenario.declare(platform(self("app").updated())).bringUp(id("app"));
    scenario.wish(platform(self("app").updated().definition("v2")));
    scenario.fact(Scenario.evidence(id("app"), 1, "of the one before"));
    scenario.succeed(id("app"), "v2").died(id("app"), 1);
    scenario.fact(Scenario.evidence(id("app"), 2, "no config\n"));
    assertThat(scenario.state.header().update("app").failure().lastLines()).isEqualTo("no config");
  }

  @Test
  @DisplayName("P3 a first boot with a bad image is no update: there is nothing to come back to")
  void firstBoot() {
    scenario.wish(platform(self("app").updated()));
    scenario.succeed(id("app"), "v1").died(id("app"), 1);
    scenario.wish(platform(self("app").updated().definition("v2")));
    assertThat(scenario.state.header().updates()).isEmpty();
    assertThat(scenario.commandIds()).as("tried at once").hasSize(1);
  }

  @Test
  @DisplayName("P3 as many are taken back at once as rollback_config says")
  void backInParallel() {
    update(
        new UpdatePolicy(Order.STOP_FIRST, 1, Duration.ofSeconds(30), null, OnFailure.ROLLBACK, 2));
    updated(1);
    updated(2);
    scenario.succeed(id("w", 3), "v2").died(id("w", 3), 1);
    assertThat(scenario.commandIds()).hasSize(2).contains("ensure-running/ias/w/3/3");
  }

  @Test
  @DisplayName("P3 the pause between two instances is kept")
  void delay() {
    update(
        new UpdatePolicy(Order.STOP_FIRST, 1, null, Duration.ofSeconds(10), OnFailure.ROLLBACK, 1));
    updated(1);
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.pass(Duration.ofSeconds(9)).commandIds()).isEmpty();
    assertThat(scenario.pass(Duration.ofSeconds(2)).commandIds())
        .containsExactly("replace/ias/w/2/2");
  }

  @Test
  @DisplayName("P3 a dependent that changed as well waits for the whole update before it")
  void dependentsWait() {
    scenario.declare(platform(self("app").after("db").updated(), self("db").updated()));
    scenario.bringUp(id("db"), id("app"));
    scenario.wish(
        platform(
            self("app").after("db").updated().definition("v2"),
            self("db").updated().definition("v2")));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/db/1/2");
    scenario.succeed(id("db"), "v2");
    assertThat(scenario.commandIds()).isEmpty();
    scenario.proves(id("db"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("P3 a module that is new waits for the update of what it depends on, and no longer")
  void newDependentWaits() {
    scenario.declare(platform(self("db").updated())).bringUp(id("db"));
    scenario.wish(
        platform(self("app").after("db").updated(), self("db").updated().definition("v2")));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/db/1/2");
    scenario.succeed(id("db"), "v2").died(id("db"), 1);
    scenario.succeed(id("db"), "v1").proves(id("db"));
    assertThat(scenario.commandsOf("app")).containsExactly("ensure-running/ias/app/1/1");
  }

  @Test
  @DisplayName("P3 a platform that is taken down forgets its updates")
  void takenDown() {
    update(policy(Order.STOP_FIRST, 1, OnFailure.ROLLBACK));
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops"));
    assertThat(scenario.state.header().updates()).isEmpty();
  }

  @Test
  @DisplayName("P3 a state that was stored is read back with its update, and one without as well")
  void stored() throws Exception {
    update(policy(Order.START_FIRST, 1, OnFailure.ROLLBACK));
    var mapper = rouse.contracts.event.Json.STATE_MAPPER;
    var header = scenario.state.header();
    var json = mapper.valueToTree(header);
    assertThat(mapper.treeToValue(json, rouse.core.state.PlatformHeader.class)).isEqualTo(header);
    ((com.fasterxml.jackson.databind.node.ObjectNode) json).remove("updates");
    assertThat(mapper.treeToValue(json, rouse.core.state.PlatformHeader.class).updates()).isEmpty();
  }
}
