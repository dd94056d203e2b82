package rouse.streams.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.core.decide.Scenario;
import rouse.core.state.DesiredState;
import rouse.core.state.ObservedPhase;
import rouse.core.status.StatusViews;

/** What is remembered must not grow with all who ever beat. */
class ForgettingTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final InstanceId STRANGER = id("stranger");
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("Somebody whom nobody declared is forgotten after a day of silence, and not before")
  void forgotten() {
    scenario.heard(STRANGER, 0, 3).silent(STRANGER, 0);
    scenario.pass(DAY.minusSeconds(1));
    assertThat(scenario.state.instance(STRANGER)).isNotNull();
    scenario.pass(Duration.ofSeconds(1));
    assertThat(scenario.state.instance(STRANGER)).isNull();
    assertThat(scenario.state.knownModules()).isEmpty();
    assertThat(scenario.state.nextDue()).isEmpty();
    assertThat(scenario.state.isUnknown()).isTrue();
    assertThat(scenario.all).as("nothing is concluded from it").isEmpty();
  }

  @Test
  @DisplayName("Who is heard again is not forgotten, and the next silence begins anew")
  void heardAgain() {
    scenario.heard(STRANGER, 0, 3).silent(STRANGER, 0).pass(Duration.ofHours(23));
    scenario.heard(STRANGER, 0, 1).heard(STRANGER, 0, 3).pass(DAY.multipliedBy(30));
    assertThat(scenario.state.instance(STRANGER).seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    scenario.silent(STRANGER, 0).pass(Duration.ofHours(23));
    assertThat(scenario.state.instance(STRANGER)).isNotNull();
    scenario.pass(Duration.ofHours(1));
    assertThat(scenario.state.instance(STRANGER)).isNull();
    scenario.heard(STRANGER, 0, 1);
    assertThat(scenario.state.instance(STRANGER).desired()).isEqualTo(DesiredState.ADOPTED);
  }

  @Test
  @DisplayName("A declared instance is never forgotten, also when it was a stranger first")
  void declared() {
    scenario.heard(id("app"), 0, 3).silent(id("app"), 0);
    scenario.heard(STRANGER, 0, 3).silent(STRANGER, 0);
    scenario.declare(platform(self("app").attempts(2, Duration.ofHours(1))));
    scenario.pass(DAY.multipliedBy(3));
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.RUNNING);
    assertThat(scenario.state.instance(STRANGER)).isNull();
    assertThat(scenario.state.isUnknown()).isFalse();
    var status = StatusViews.status(scenario.state, scenario.now(), null, key -> null);
    assertThat(status.modules()).extracting(ModuleStatus::module).containsExactly("app");
  }

  @Test
  @DisplayName("A container of ours that nobody declared is remembered: it may have to be retired")
  void container() {
    scenario.started(STRANGER, 4, "v1").heard(STRANGER, 4, 3).silent(STRANGER, 4);
    scenario.pass(DAY.multipliedBy(3));
    assertThat(scenario.state.instance(STRANGER)).isNotNull();
    scenario.declare(platform(self("app")));
    assertThat(scenario.commandIds()).contains("retire/ias/stranger/1/5");
  }

  @Test
  @DisplayName("What is forgotten is gone from the stores as well, with a platform only heard of")
  void stores() {
    try (DecideDriver driver = new DecideDriver(DecideSettings.defaults())) {
      driver.fact("declared", new Fact.PlatformDeclared(platform(self("app")), Scenario.HOST));
      driver.fact("heard/1", heard(driver, STRANGER));
      InstanceId elsewhere = new InstanceId("misspelt", "app", 1);
      driver.fact("heard/2", heard(driver, elsewhere));
      driver.fact("silent/1", silent(driver, STRANGER));
      driver.fact("silent/2", silent(driver, elsewhere));
      assertThat(driver.stores().platforms()).containsExactlyInAnyOrder("ias", "misspelt");

      driver.pass(DAY.plusMinutes(1));

      assertThat(driver.stores().platforms()).containsExactly("ias");
      assertThat(driver.store(DecideStores.INSTANCES).get(STRANGER.toString())).isNull();
      assertThat(driver.store(DecideStores.INSTANCES).get(elsewhere.toString())).isNull();
      assertThat(driver.store(DecideStores.INSTANCES).get("ias/app/1")).isNotNull();

      driver.fact("heard/3", heard(driver, elsewhere));
      assertThat(driver.stores().platforms()).containsExactlyInAnyOrder("ias", "misspelt");
    }
  }

  private static Fact heard(DecideDriver driver, InstanceId id) {
    return new Fact.InstanceHeard(id, 0, driver.now(), 3, true, false, Duration.ofSeconds(10));
  }

  private static Fact silent(DecideDriver driver, InstanceId id) {
    return new Fact.InstanceSilent(
        id, 0, driver.now(), driver.now(), driver.now(), Duration.ofSeconds(10), 0, 1, 2);
  }
}
