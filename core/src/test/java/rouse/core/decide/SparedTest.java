package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.CommandFailed;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.ObservedPhase;

@DisplayName("R18 B3 What lives again before its replacement is carried out")
class SparedTest {
  private static final InstanceId APP = id("app");
  private final Scenario scenario = new Scenario();

  private void health(Fact.Health health) {
    scenario.fact(new Fact.HealthChanged(APP, 1, health, "docker"));
  }

  private Command.Replace ordered() {
    return (Command.Replace) scenario.commands().getFirst();
  }

  private void returned() {
    assertThat(scenario.instance("app").incident()).isNull();
    assertThat(scenario.instance("app").attempts()).isEmpty();
    assertThat(scenario.instance("app").effort().waitsFor()).isNull();
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    assertThat(scenario.pass(Duration.ofHours(1)).commandIds()).isEmpty();
    assertThat(scenario.all.stream().map(d -> d.body()).toList())
        .filteredOn(Decision.IncidentClosed.class::isInstance)
        .extracting(d -> ((Decision.IncidentClosed) d).outcome())
        .containsExactly("returned");
  }

  @Test
  @DisplayName("a command says what it goes by, and as of when; a wish goes by nothing")
  void accusation() {
    scenario.up(docker("app").healthchecked(), self("other"));
    health(Fact.Health.UNHEALTHY);
    assertThat(ordered().accused())
        .isEqualTo(new Command.Accusation(Command.Accusation.UNHEALTHY, scenario.now()));
    scenario.silent(id("other"));
    assertThat(ordered().accused().of()).isEqualTo(Command.Accusation.SILENT);
    Scenario wished = new Scenario();
    wished.up(self("app"));
    wished.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    assertThat(((Command.Replace) wished.commands().getFirst()).accused()).isNull();
  }

  @Test
  @DisplayName("its check passes, and Docker said so before the answer: its incident is over")
  void toldBefore() {
    scenario.up(docker("app").healthchecked());
    health(Fact.Health.UNHEALTHY);
    health(Fact.Health.HEALTHY);
    scenario.fail(APP, CommandFailed.HEALTHY_AGAIN);
    assertThat(scenario.decisions(Decision.Deferred.class)).hasSize(1);
    returned();
  }

  @Test
  @DisplayName("its check passes, and Docker says so after the answer: nothing is asked meanwhile")
  void toldAfter() {
    scenario.up(docker("app").healthchecked());
    health(Fact.Health.UNHEALTHY);
    scenario.fail(APP, CommandFailed.HEALTHY_AGAIN);
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).isEmpty();
    health(Fact.Health.HEALTHY);
    returned();
  }

  @Test
  @DisplayName("should Docker never say so, it is asked again")
  void neverTold() {
    scenario.up(docker("app").healthchecked());
    health(Fact.Health.UNHEALTHY);
    scenario.fail(APP, CommandFailed.HEALTHY_AGAIN);
    assertThat(scenario.pass(Duration.ofSeconds(3)).commandIds())
        .containsExactly("replace/ias/app/1/3");
    assertThat(scenario.instance("app").attempts()).hasSize(1);
  }

  @Test
  @DisplayName("it was heard while the command waited: its incident is over")
  void heardMeanwhile() {
    scenario.up(self("app")).silent(APP).heard(APP, 1).heard(APP, 3);
    scenario.fail(APP, CommandFailed.WAITED);
    returned();
  }

  @Test
  @DisplayName("it was heard once: the next beats prove it, and no beat is a silence once more")
  void heardOnce() {
    scenario.up(self("app")).silent(APP).heard(APP, 1);
    scenario.fail(APP, CommandFailed.WAITED);
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.silent(APP).commandIds()).hasSize(1);
    scenario.proves(APP).fail(APP, CommandFailed.WAITED);
    returned();
  }

  @Test
  @DisplayName("it is silent still: it is ordered at once, as the same attempt")
  void silentStill() {
    scenario.up(self("app")).silent(APP);
    scenario.fail(APP, CommandFailed.WAITED);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).isEmpty();
    assertThat(scenario.instance("app").attempts()).hasSize(1);
  }
}
