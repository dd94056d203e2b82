package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.core.state.DesiredState;

@DisplayName("Log time that goes back")
class ClockBackTest {
  private static final Duration BACK = Duration.ofMinutes(10);
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("B1 leaves a deadline as far away as it was")
  void deadline() {
    scenario.declare(platform(self("app")));
    Instant before = scenario.state.nextDue().orElseThrow();
    scenario.skip(BACK.negated()).tick();
    assertThat(scenario.state.nextDue()).contains(before.minus(BACK).plusMillis(10));
  }

  @Test
  @DisplayName("P2 leaves the pauses and the budget of a crash loop as they were")
  void budget() {
    scenario.up(docker("app").attempts(3, Duration.ofMinutes(10)));
    for (int crash = 1; crash <= 3; crash++) {
      scenario.died(id("app"), 1).succeed(id("app"));
    }
    scenario.skip(BACK.negated()).died(id("app"), 1);
    assertThat(scenario.instance("app").incident().quarantined()).isTrue();
  }

  @Test
  @DisplayName("B6 lets a hold end when it was to end")
  void hold() {
    scenario
        .up(docker("app"))
        .fact(new Fact.HoldRequested("ias", "app", null, null, Duration.ofMinutes(1)));
    scenario.skip(BACK.negated()).tick().pass(Duration.ofMinutes(2));
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  @DisplayName("B5 moves nothing for records that were written at almost the same time")
  void borne() {
    scenario.declare(platform(self("app")));
    Instant before = scenario.state.nextDue().orElseThrow();
    scenario.skip(Duration.ofMillis(-500)).tick();
    assertThat(scenario.state.nextDue()).contains(before);
  }
}
