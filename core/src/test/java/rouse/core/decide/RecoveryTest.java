package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.ObservedPhase;

class RecoveryTest {
  private final Scenario scenario = new Scenario();

  private void up() {
    scenario.declare(platform(self("app"), docker("db"))).bringUp(id("app"), id("db"));
  }

  @Test
  @DisplayName("R38 a dead module is started at once, and the incident closes on proof alone")
  void verified() {
    up();
    scenario.died(id("app"), 137);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    assertThat(scenario.commands().getFirst()).isInstanceOf(Command.EnsureRunning.class);
    scenario.succeed(id("app")).heard(id("app"), 1);
    assertThat(scenario.instance("app").incident()).isNotNull();
    scenario.heard(id("app"), 3);
    Decision.IncidentClosed closed = scenario.decisions(Decision.IncidentClosed.class).getFirst();
    assertThat(closed.outcome()).isEqualTo("recovered");
    assertThat(closed.incarnation()).isEqualTo(2);
    assertThat(closed.attempts()).isEqualTo(1);
    assertThat(closed.containerId()).isEqualTo(container(id("app"), 2));
    assertThat(closed.ip()).isNotNull();
  }

  @Test
  @DisplayName("R28 a module that beats itself and falls silent is replaced: it may hang")
  void silentSelf() {
    up();
    scenario.silent(id("app"));
    assertThat(scenario.decisions(Decision.IncidentOpened.class))
        .extracting(Decision.IncidentOpened::cause)
        .containsExactly("silent");
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
  }

  @Test
  @DisplayName("R28 silence of what the executor beats for accuses nobody; it is asked later")
  void silentDocker() {
    up();
    scenario.silent(id("db"));
    assertThat(scenario.decisions()).isEmpty();
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(ObservedPhase.UNKNOWN);
    scenario.pass(Duration.ofSeconds(16));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/2");
    scenario.fact(
        new Fact.CommandSucceeded(
            "ensure-running/ias/db/1/2",
            id("db"),
            1,
            "already-running",
            container(id("db"), 1),
            null,
            HOST));
    scenario.heard(id("db"), 1, 1).heard(id("db"), 1, 3);
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    assertThat(scenario.instance("db").seen().incarnation()).isEqualTo(1);
  }

  @Test
  @DisplayName("R18 what was held while nothing was known of it is asked about when released")
  void releasedWhileUnknown() {
    up();
    scenario.silent(id("db"));
    assertThat(scenario.instance("db").seen().observed()).isEqualTo(ObservedPhase.UNKNOWN);
    scenario.fact(new Fact.HoldRequested("ias", "db", "ops", null)).pass(Duration.ofMinutes(1));
    assertThat(scenario.commandIds()).isEmpty();

    scenario.fact(new Fact.ReleaseRequested("ias", "db", "ops")).pass(Duration.ofSeconds(1));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/2");
  }

  @Test
  @DisplayName("R28 what Docker's health check calls unhealthy is replaced")
  void unhealthy() {
    up();
    scenario.fact(new Fact.HealthChanged(id("db"), 1, Health.UNHEALTHY, "docker"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/db/1/2");
    scenario.fact(new Fact.HealthChanged(id("app"), 1, Health.UNHEALTHY, "module"));
    assertThat(scenario.decisions()).as("what a module says of itself is shown").isEmpty();
  }

  @Test
  @DisplayName("R28 what was unhealthy before anybody declared it has an incident as well, once")
  void unhealthyFromTheStart() {
    scenario.started(id("db"), 1, "v1");
    scenario.fact(new Fact.HealthChanged(id("db"), 1, Health.UNHEALTHY, "docker"));
    assertThat(scenario.decisions()).isEmpty();
    scenario.declare(platform(docker("db")));
    Decision.IncidentOpened opened =
        scenario.decisions(Decision.IncidentOpened.class).stream()
            .filter(o -> o.instance().equals(id("db")))
            .findFirst()
            .orElseThrow();
    assertThat(opened.cause()).isEqualTo("unhealthy");
    assertThat(opened.reason()).contains("health check");
    assertThat(scenario.commandIds()).containsExactly("replace/ias/db/1/2");
    scenario.declare(platform(docker("db")));
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
    scenario.succeed(id("db"));
    scenario.fact(new Fact.HealthChanged(id("db"), 2, Health.HEALTHY, "docker"));
    assertThat(scenario.decisions(Decision.IncidentClosed.class))
        .singleElement()
        .satisfies(closed -> assertThat(closed.outcome()).isEqualTo("recovered"));
  }

  @Test
  @DisplayName("R38 no outcome by the deadline is a failed attempt; backoff doubles from 1 s")
  void backoff() {
    up();
    scenario.died(id("app"), 1);
    Duration before = Duration.ZERO;
    for (int attempt = 2; attempt <= 5; attempt++) {
      scenario.fail(id("app"), "no such image");
      Decision.Deferred wait = scenario.decisions(Decision.Deferred.class).getFirst();
      Duration delay = Duration.between(scenario.now(), wait.until());
      String next = "ensure-running/ias/app/1/" + (attempt + 1);
      assertThat(delay).isEqualTo(RecoveryPolicy.delayBefore(attempt, next));
      assertThat(delay).isGreaterThan(before);
      before = delay;
      scenario.pass(delay.minusMillis(1));
      assertThat(scenario.commandIds()).isEmpty();
      scenario.pass(Duration.ofMillis(2));
      assertThat(scenario.commandIds()).containsExactly(next);
    }
    scenario.pass(Duration.ofSeconds(91));
    assertThat(scenario.decisions(Decision.AttemptFailed.class))
        .singleElement()
        .satisfies(f -> assertThat(f.reason()).startsWith("no outcome by"));
  }

  @Test
  @DisplayName("R38 more attempts than the budget: quarantine, one alert, one trial every 10 min")
  void quarantine() {
    up();
    scenario.died(id("app"), 1);
    for (int attempt = 1; attempt <= 4; attempt++) {
      scenario.fail(id("app"), "no such image").pass(Duration.ofSeconds(20));
    }
    scenario.fail(id("app"), "no such image");
    Decision.Quarantined quarantined = scenario.decisions(Decision.Quarantined.class).getFirst();
    assertThat(quarantined.attempts()).isEqualTo(5);
    assertThat(quarantined.nextTrial()).isEqualTo(scenario.now().plus(Duration.ofMinutes(10)));
    assertThat(scenario.decisions(Decision.AlertRaised.class))
        .singleElement()
        .satisfies(
            a -> assertThat(a.recipients()).containsExactly("ops@example.org", "+441632960001"));
    scenario.pass(Duration.ofMinutes(9));
    assertThat(scenario.decisions()).isEmpty();
    scenario.pass(Duration.ofMinutes(1));
    assertThat(scenario.commandIds()).hasSize(1);
    scenario.fail(id("app"), "no such image");
    assertThat(scenario.decisions(Decision.AlertRaised.class)).as("said once").isEmpty();
    scenario.pass(Duration.ofMinutes(10));
    assertThat(scenario.commandIds()).hasSize(1);
    scenario.bringUp(id("app"));
    assertThat(scenario.decisions(Decision.IncidentClosed.class)).hasSize(1);
    assertThat(scenario.decisions(Decision.AlertResolved.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 the budget counts over incidents, and is whole again after 10 min alive")
  void budgetReset() {
    scenario.declare(platform(self("app").attempts(2, Duration.ofHours(1)))).bringUp(id("app"));
    scenario.died(id("app"), 1).bringUp(id("app")).died(id("app"), 1).bringUp(id("app"));
    scenario.pass(Duration.ofMinutes(11)).died(id("app"), 1);
    assertThat(scenario.commandIds()).as("alive for 10 min").hasSize(1);
    scenario.bringUp(id("app")).died(id("app"), 1);
    scenario.bringUp(id("app")).died(id("app"), 1);
    assertThat(scenario.decisions(Decision.Quarantined.class)).as("third in a row").hasSize(1);
  }

  @Test
  @DisplayName("R38 what starts and is never heard has failed; what is heard late has not")
  void unproven() {
    up();
    scenario.died(id("app"), 1).succeed(id("app"));
    scenario.pass(Duration.ofSeconds(59)).heard(id("app"), 1).pass(Duration.ofMinutes(2));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.heard(id("app"), 3).pass(Duration.ofMinutes(10));
    scenario.died(id("app"), 1).succeed(id("app")).silent(id("app"));
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).hasSize(1);
    scenario.pass(Duration.ofSeconds(5));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/4");
  }

  @Test
  @DisplayName("R38 late and repeated facts do no harm: older incarnations, unknown containers")
  void fencing() {
    up();
    scenario.died(id("app"), 1).bringUp(id("app"));
    scenario.silent(id("app"), 1);
    assertThat(scenario.decisions()).isEmpty();
    scenario.died(id("app"), 1, 137);
    assertThat(scenario.decisions()).isEmpty();
    scenario.fact(new Fact.ContainerDied(id("app"), 2, "somebody else's", 1, false, HOST));
    assertThat(scenario.decisions()).isEmpty();
    scenario.fact("twice", new Fact.ContainerDied(id("db"), 1, "c-db-1-1", 1, false, HOST));
    assertThat(scenario.commandIds()).hasSize(1);
    scenario.bringUp(id("db"));
    scenario.fact("twice", new Fact.ContainerDied(id("db"), 2, "c-db-1-2", 1, false, HOST));
    assertThat(scenario.decisions()).as("a repeated fact").isEmpty();
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
  }

  @Test
  @DisplayName("R40 what comes back by itself is not replaced: the incident closes as returned")
  void returned() {
    up();
    scenario.silent(id("app")).fail(id("app"), "the engine does not answer");
    scenario.heard(id("app"), 1).heard(id("app"), 3);
    assertThat(scenario.decisions(Decision.IncidentClosed.class))
        .extracting(Decision.IncidentClosed::outcome)
        .containsExactly("returned");
    scenario.pass(Duration.ofMinutes(1));
    assertThat(scenario.commandIds()).isEmpty();
  }

  @Test
  @DisplayName("R38 a deadline that is read late is given once more: Rouse itself was away")
  void readLate() {
    up();
    scenario.silent(id("app")).skip(Duration.ofMinutes(5)).tick();
    assertThat(scenario.decisions()).isEmpty();
    scenario.pass(Duration.ofSeconds(31));
    assertThat(scenario.decisions(Decision.AttemptFailed.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 a beat now and then buys no trials out of quarantine; three in a row lead out")
  void flapping() {
    scenario.declare(platform(self("app").attempts(1, Duration.ofMinutes(10))));
    scenario.bringUp(id("app")).silent(id("app")).fail(id("app"), "hung");
    assertThat(scenario.decisions(Decision.Quarantined.class)).hasSize(1);
    for (int n = 0; n < 5; n++) {
      scenario.heard(id("app"), 1).pass(Duration.ofSeconds(4)).silent(id("app"));
      assertThat(scenario.commandIds()).isEmpty();
    }
    scenario.heard(id("app"), 1).heard(id("app"), 3);
    assertThat(scenario.decisions(Decision.IncidentClosed.class)).hasSize(1);
    assertThat(scenario.decisions(Decision.AlertResolved.class)).hasSize(1);
  }

  @Test
  @DisplayName(
      "R38 a command that was late by the log's clock was not tried: sent again, no failure")
  void expired() {
    scenario.declare(platform(self("app"))).skip(Duration.ofMinutes(2)).tick();
    scenario.fail(id("app"), "expired");
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    scenario.fail(id("app"), "expired");
    assertThat(scenario.decisions(Decision.AttemptFailed.class))
        .as("early by the log's clock: the executor's own is wrong")
        .hasSize(1);
  }

  @Test
  @DisplayName("R28 a command that was read too late is no attempt: the next one is as the first")
  void untriedIsNoAttempt() {
    scenario.up(self("app"));
    scenario.died(id("app"), 1);
    assertThat(scenario.instance("app").incident().attempts()).isOne();
    scenario.skip(Duration.ofMinutes(5)).fail(id("app"), "expired");
    assertThat(scenario.instance("app").incident().attempts()).isOne();
    assertThat(scenario.instance("app").attempts()).hasSize(1);
  }
}
