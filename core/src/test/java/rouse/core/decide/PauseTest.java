package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.PlatformStatus;
import rouse.core.state.ObservedPhase;
import rouse.core.status.StatusViews;

/** {@code docker pause} is an operator's intent, and no hang. */
class PauseTest {
  private static final InstanceId APP = id("app");
  private final Scenario scenario = new Scenario();

  private Scenario pause(InstanceId id) {
    return pause(id, scenario.state.instance(id).seen().incarnation());
  }

  private Scenario pause(InstanceId id, long incarnation) {
    return scenario.fact(
        new Fact.ContainerPaused(id, incarnation, container(id, incarnation), HOST));
  }

  private Scenario unpause(InstanceId id) {
    long incarnation = scenario.state.instance(id).seen().incarnation();
    return scenario.fact(
        new Fact.ContainerUnpaused(id, incarnation, container(id, incarnation), HOST));
  }

  private ObservedPhase observed(InstanceId id) {
    return scenario.state.instance(id).seen().observed();
  }

  private PlatformStatus status() {
    return StatusViews.status(
        scenario.state,
        scenario.now(),
        new PlatformStatus.ObserverStatus("watching", null),
        key -> (Instant) null);
  }

  @Test
  @DisplayName("R38 what is paused is not judged; unpaused it has its timeout anew, then it hangs")
  void pausedAndUnpaused() {
    scenario.up(self("app"));
    pause(APP);
    assertThat(scenario.decisions()).hasOnlyElementsOfType(Decision.WatchEnded.class).hasSize(1);
    scenario.silent(APP);
    assertThat(scenario.decisions()).isEmpty();
    assertThat(scenario.pass(Duration.ofHours(9)).decisions()).isEmpty();
    unpause(APP);
    assertThat(scenario.decisions(Decision.WatchBegun.class))
        .singleElement()
        .satisfies(w -> assertThat(w.startup()).isEqualTo(w.timeout()));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.proves(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.ALIVE);
    scenario.silent(APP);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    assertThat(((Command.Replace) scenario.commands().getFirst()).overrulesPause()).isFalse();
  }

  @Test
  @DisplayName("R38 paused while it starts, it has its startup time anew")
  void pausedInItsStartup() {
    scenario.declare(Specs.platform(self("app"))).succeed(APP);
    pause(APP);
    assertThat(scenario.pass(Duration.ofMinutes(5)).decisions()).isEmpty();
    unpause(APP);
    assertThat(scenario.decisions(Decision.WatchBegun.class))
        .singleElement()
        .satisfies(w -> assertThat(w.startup()).isEqualTo(Duration.ofSeconds(60)));
  }

  @Test
  @DisplayName("R38 a beat that is read after the pause does not end it")
  void lateBeat() {
    scenario.up(self("app"));
    pause(APP);
    scenario.proves(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.PAUSED);
    assertThat(scenario.decisions()).isEmpty();
  }

  @Test
  @DisplayName("R38 a Docker-watched one is no other, and none is unknown for it")
  void watchedByDocker() {
    scenario.up(docker("app"));
    pause(APP);
    assertThat(scenario.silent(APP).decisions()).isEmpty();
    assertThat(observed(APP)).isEqualTo(ObservedPhase.PAUSED);
    unpause(APP);
    scenario.proves(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R38 silence judged just before the pause: the order is not carried out, and no try")
  void silenceBeforeThePause() {
    scenario.up(self("app")).silent(APP);
    assertThat(scenario.commandIds()).hasSize(1);
    pause(APP);
    assertThat(scenario.decisions(Decision.IncidentClosed.class))
        .extracting(Decision.IncidentClosed::outcome)
        .containsExactly("withdrawn");
    scenario.fail(APP, Fact.CommandFailed.PAUSED);
    assertThat(scenario.decisions()).isEmpty();
    assertThat(scenario.pass(Duration.ofHours(1)).decisions()).isEmpty();
    unpause(APP).proves(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R38 the executor's answer may come before the word of the pause, and is no try")
  void answerBeforeTheWord() {
    scenario.up(self("app")).silent(APP).fail(APP, Fact.CommandFailed.PAUSED);
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).isEmpty();
    assertThat(scenario.commandIds()).as("it is not asked again at once").isEmpty();
    assertThat(scenario.instance("app").attempts()).isEmpty();
    pause(APP);
    assertThat(scenario.instance("app").incident()).isNull();
    assertThat(scenario.pass(Duration.ofHours(1)).commandIds()).isEmpty();
  }

  @Test
  @DisplayName("R38 an order without an answer is no failure of what is paused")
  void noAnswer() {
    scenario.up(self("app")).silent(APP);
    pause(APP);
    assertThat(scenario.pass(Duration.ofHours(1)).decisions()).isEmpty();
    assertThat(scenario.instance("app").effort().underWay()).isFalse();
  }

  @Test
  @DisplayName("R38 of an older container, or of one that has ended, a pause tells nothing")
  void stranger() {
    scenario.up(self("app")).comesBack(APP, 2).proves(APP);
    pause(APP, 1);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.ALIVE);
    scenario.died(APP, 1);
    pause(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.DEAD);
  }

  @Test
  @DisplayName("R38 a paused one that is killed is dead, and recovered")
  void killed() {
    scenario.up(self("app"));
    pause(APP);
    scenario.died(APP, 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
  }

  @Test
  @DisplayName("R38 a restart that an operator wants overrules the pause, also when it fails first")
  void restart() {
    scenario.up(self("app"));
    pause(APP);
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    assertThat(((Command.Replace) scenario.commands().getFirst()).overrulesPause()).isTrue();
    scenario.fail(APP, "no image").pass(Duration.ofMinutes(1));
    assertThat(((Command.Replace) scenario.commands().getFirst()).overrulesPause()).isTrue();
    scenario.bringUp(APP);
    assertThat(observed(APP)).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R38 a changed definition waits until it is unpaused; a report is refused")
  void leftAlone() {
    scenario.up(self("app"));
    pause(APP);
    scenario.declare(Specs.platform(self("app").definition("v2")));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst().replace()).isEmpty();
    scenario.fact(new Fact.FaultReported(APP, "lb", null));
    assertThat(scenario.decisions()).hasOnlyElementsOfType(Decision.Refused.class).hasSize(1);
    unpause(APP);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R38 what was unhealthy when it was paused is replaced when it is unpaused")
  void unhealthy() {
    scenario.up(docker("app").healthchecked());
    pause(APP);
    long incarnation = scenario.instance("app").seen().incarnation();
    scenario.fact(new Fact.HealthChanged(APP, incarnation, Fact.Health.UNHEALTHY, "docker"));
    assertThat(scenario.decisions()).isEmpty();
    unpause(APP);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R38 its dependents wait for it without an alarm; the status says paused")
  void dependents() {
    scenario.up(self("db"), self("app").after("db"));
    pause(id("db"));
    scenario.died(APP, 1).pass(Duration.ofHours(1));
    assertThat(scenario.all)
        .extracting(d -> d.body())
        .noneMatch(d -> d instanceof Decision.AlertRaised || d instanceof Decision.Quarantined);
    assertThat(scenario.instance("app").effort().waitsFor()).isEqualTo("waits for db (paused)");
    assertThat(status().modules().getFirst().instances())
        .singleElement()
        .satisfies(i -> assertThat(i.observed()).isEqualTo("paused"))
        .satisfies(i -> assertThat(i.reason()).isEqualTo("paused by an operator"));
    assertThat(status().attention()).contains("ias/db/1 is paused by an operator");
    unpause(id("db"));
    scenario.proves(id("db"));
    scenario.bringUp(APP);
    assertThat(status().phase()).isEqualTo("alive");
    pause(id("db"));
    assertThat(status().phase()).as("by intent").isEqualTo("alive");
  }
}
