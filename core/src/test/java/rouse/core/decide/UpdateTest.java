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
}
