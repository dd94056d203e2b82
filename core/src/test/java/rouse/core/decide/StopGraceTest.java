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

@DisplayName("A container that is replaced has time to stop")
class StopGraceTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private final Scenario scenario = new Scenario();

  private Command.Replace replacement() {
    return (Command.Replace) scenario.commands().getFirst();
  }

  private String reason() {
    return scenario.decisions(Decision.CommandIssued.class).getFirst().reason();
  }

  private Specs.ModuleBuilder slow(String name) {
    return self(name).stoppingWithin(LONG);
  }

  @Test
  @DisplayName(
      "R34 R43 one that lives has its own grace, and the command waits for longer than that")
  void living() {
    scenario.up(slow("db"), slow("app").following("db"));
    scenario.fact(new Fact.RestartRequested("ias", "db", "ops", null));
    assertThat(replacement().grace()).as("as its file says").isNull();
    assertThat(replacement().deadline()).isAfter(scenario.now().plus(LONG).plusSeconds(60));

    scenario.pass(LONG.plusSeconds(60));
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).isEmpty();
    scenario.succeed(id("db")).proves(id("db"));
    assertThat(replacement().instance()).isEqualTo(id("app"));
    assertThat(replacement().grace()).isNull();
    scenario.bringUp(id("app"));

    scenario.declare(platform(slow("db").definition("v2"), slow("app").following("db")));
    assertThat(replacement().instance()).isEqualTo(id("db"));
    assertThat(replacement().grace()).isNull();
    assertThat(replacement().deadline()).isAfter(scenario.now().plus(LONG));
  }

  @Test
  @DisplayName("R38 one that may hang has ten seconds of it at most, and the reason says so")
  void hung() {
    scenario.up(slow("db"), self("app").stoppingWithin(Duration.ofSeconds(2)));
    scenario.silent(id("db"));
    assertThat(replacement().grace()).isEqualTo(Duration.ofSeconds(10));
    assertThat(replacement().deadline()).isBefore(scenario.now().plus(LONG));
    assertThat(reason()).contains("it has 10s to stop, since it may hang");
    scenario.silent(id("app"));
    assertThat(replacement().grace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(reason()).contains("it has 2s to stop, since it may hang");
  }

  @Test
  @DisplayName("R38 one whose health check fails may hang as well")
  void unhealthy() {
    scenario.up(slow("db").healthchecked());
    scenario.fact(new Fact.HealthChanged(id("db"), 1, Fact.Health.UNHEALTHY, "docker"));
    assertThat(replacement().grace()).isEqualTo(Duration.ofSeconds(10));
  }
}
