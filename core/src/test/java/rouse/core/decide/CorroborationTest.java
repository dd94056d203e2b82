package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.HealthProbed;
import rouse.contracts.platform.InstanceId;

@DisplayName("R18 B3 A silent module that Docker calls healthy")
class CorroborationTest {
  private static final InstanceId APP = id("app");
  private final Scenario scenario = new Scenario();

  @BeforeEach
  void healthy() {
    scenario.up(self("app").healthchecked(), self("other"));
    scenario.fact(new Fact.HealthChanged(APP, 1, Fact.Health.HEALTHY, "docker"));
    scenario.silent(APP);
  }

  private void probed(String result) {
    scenario.fact(
        new HealthProbed("probe", APP, 1, result, Duration.ofMillis(40), "said so", Scenario.HOST));
  }

  @Test
  @DisplayName("has its health check run once, and a second to be heard; then it is replaced")
  void oneSecond() {
    assertThat(scenario.decisions(Decision.HealthProbeOrdered.class))
        .singleElement()
        .matches(p -> p.until().equals(scenario.now().plusSeconds(1)))
        .matches(p -> p.host().equals("host-1") && p.incarnation() == 1);
    assertThat(scenario.commandIds()).isEmpty();
    probed(HealthProbed.HEALTHY);
    assertThat(scenario.decisions()).isEmpty();
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(scenario.decisions(Decision.HealthProbeOrdered.class)).isEmpty();
  }

  @Test
  @DisplayName("is replaced at once when the check fails, or does not end")
  void confirmed() {
    probed(HealthProbed.TIMED_OUT);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario.pass(Duration.ofSeconds(2));
    assertThat(scenario.commandIds()).isEmpty();
  }

  @Test
  @DisplayName("is replaced after that second when nobody answers")
  void noAnswer() {
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    probed(HealthProbed.UNHEALTHY);
    assertThat(scenario.decisions()).isEmpty();
  }

  @Test
  @DisplayName("is spared when it is heard within that second; its next silence has another probe")
  void heard() {
    scenario.proves(APP).pass(Duration.ofSeconds(5));
    assertThat(scenario.commandsOf("app")).hasSize(1);
    probed(HealthProbed.UNHEALTHY);
    assertThat(scenario.commandIds()).isEmpty();
    scenario.silent(APP);
    assertThat(scenario.decisions(Decision.HealthProbeOrdered.class)).hasSize(1);
  }

  @Test
  @DisplayName("is recovered at once when Docker tells of its end meanwhile")
  void died() {
    scenario.died(APP, 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
  }

  @Test
  @DisplayName("one without a health check, or that Docker calls unhealthy, has no second more")
  void others() {
    scenario.silent(id("other"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/other/1/2");
    Scenario unwell = new Scenario();
    unwell.up(self("app").healthchecked());
    unwell.silent(APP);
    assertThat(unwell.commandIds()).containsExactly("replace/ias/app/1/2");
  }
}
