package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.RecoveryPolicy;
import rouse.core.state.DecisionRecord;
import rouse.core.text.StatusText;

@DisplayName("P2 What recovers and fails again")
class FlappingTest {
  private static final Duration LIFE = Duration.ofSeconds(2);
  private final Scenario scenario = new Scenario();

  @BeforeEach
  void up() {
    scenario.declare(platform(self("app").attempts(8, Duration.ofMinutes(10)))).bringUp(id("app"));
    scenario.pass(Duration.ofHours(1));
  }

  private <D extends Decision> List<D> all(Class<D> type) {
    return scenario.all.stream()
        .map(DecisionRecord::body)
        .filter(d -> !Scenario.isOfAnyIncident(d))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** It dies; what passes until the next order. */
  private Duration pause() {
    scenario.died(id("app"), 1);
    Instant died = scenario.now();
    scenario.afterPause(id("app"));
    return Duration.between(died, scenario.now());
  }

  private Scenario lives(Duration time) {
    return scenario.bringUp(id("app")).pass(time);
  }

  private void flapUntilQuarantine() {
    while (all(Decision.Quarantined.class).isEmpty()) {
      scenario.died(id("app"), 1);
      if (all(Decision.Quarantined.class).isEmpty()) {
        lives(LIFE);
      }
    }
  }

  @Test
  @DisplayName(
      "R38 is held while it waits, or in quarantine: nothing is tried until it is released")
  void held() {
    scenario.died(id("app"), 1);
    lives(LIFE).died(id("app"), 1);
    Fact hold = new Fact.HoldRequested("ias", "app", "ops", null, null);
    scenario.fact(hold).pass(Duration.ofHours(1));
    assertThat(scenario.commandIds()).as("while it waited").isEmpty();
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.commandIds()).hasSize(1);
    lives(LIFE);

    flapUntilQuarantine();
    scenario.fact(hold).pass(Duration.ofHours(1));
    assertThat(scenario.commandIds()).as("while it was in quarantine").isEmpty();
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.commandIds()).hasSize(1);
  }

  @Test
  @DisplayName("R38 is one incident: at once, then after 1, 2, 4 … s, each 25 % more or less")
  void oneIncidentWithGrowingPauses() {
    List<Duration> pauses = new ArrayList<>();
    for (int death = 0; death < 8; death++) {
      pauses.add(pause());
      lives(LIFE);
    }
    assertThat(pauses.getFirst()).isZero();
    for (int n = 1; n < 8; n++) {
      long base = Math.min(1000L << (n - 1), 60_000);
      String next = "ensure-running/ias/app/1/" + (n + 2);
      assertThat(RecoveryPolicy.delayBefore(n + 1, next).toMillis())
          .isBetween(base * 3 / 4, base * 5 / 4);
      assertThat(pauses.get(n)).isEqualTo(RecoveryPolicy.delayBefore(n + 1, next).plusMillis(1));
    }
    assertThat(all(Decision.IncidentOpened.class)).hasSize(1);
    String incident = all(Decision.IncidentOpened.class).getFirst().incidentId();
    assertThat(all(Decision.IncidentReopened.class))
        .hasSize(7)
        .allSatisfy(r -> assertThat(r.incidentId()).isEqualTo(incident));
    assertThat(all(Decision.IncidentClosed.class)).as("recovered is said once").hasSize(1);
    scenario.died(id("app"), 1);
    assertThat(all(Decision.Quarantined.class)).hasSize(1);
    assertThat(all(Decision.AlertRaised.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 in quarantine is tried once in 10 min, and told of once")
  void trials() {
    flapUntilQuarantine();
    assertThat(StatusText.observed(scenario.state, scenario.instance("app")))
        .isEqualTo("quarantined");
    int orders = scenario.commandsOf("app").size();
    for (int trial = 1; trial <= 6; trial++) {
      scenario.pass(Duration.ofMinutes(10));
      assertThat(scenario.commandsOf("app")).hasSize(orders + trial);
      lives(LIFE).died(id("app"), 1);
    }
    assertThat(all(Decision.AlertRaised.class)).hasSize(1);
    assertThat(all(Decision.AlertResolved.class)).isEmpty();
    assertThat(all(Decision.IncidentOpened.class)).hasSize(1);
    scenario.pass(Duration.ofMinutes(10));
    lives(RecoveryPolicy.RESET_AFTER);
    assertThat(all(Decision.AlertResolved.class)).hasSize(1);
    assertThat(scenario.instance("app").incident()).isNull();
  }

  @Test
  @DisplayName("R38 has recovered at once the first time, and after 10, 20, 40 … s the next")
  void staysAlive() {
    pause();
    lives(Duration.ZERO);
    assertThat(scenario.instance("app").incident()).isNull();
    for (long stay : List.of(10, 20, 40)) {
      pause();
      lives(Duration.ofSeconds(stay).minusMillis(1));
      assertThat(scenario.instance("app").incident()).as("after less than %d s", stay).isNotNull();
      assertThat(StatusText.observed(scenario.state, scenario.instance("app"))).isEqualTo("alive");
      assertThat(StatusText.reason(scenario.state, scenario.instance("app")))
          .contains("alive until");
      scenario.pass(Duration.ofMillis(1));
      assertThat(scenario.instance("app").incident()).as("after %d s", stay).isNull();
    }
    assertThat(RecoveryPolicy.stayAfter(7)).isEqualTo(RecoveryPolicy.RESET_AFTER);
    assertThat(RecoveryPolicy.stayAfter(1000)).isEqualTo(RecoveryPolicy.RESET_AFTER);
  }

  @Test
  @DisplayName("R38 begins anew after 10 min alive: another incident, at once, whole budget")
  void reset() {
    pause();
    lives(LIFE);
    pause();
    lives(RecoveryPolicy.RESET_AFTER);
    assertThat(pause()).isZero();
    assertThat(all(Decision.IncidentOpened.class)).hasSize(2);
    assertThat(scenario.instance("app").attempts()).hasSize(1);
  }

  @Test
  @DisplayName("R38 by silence is the same incident too, also when it had come back by itself")
  void silence() {
    scenario.silent(id("app")).fail(id("app"), "x").heard(id("app"), 1).heard(id("app"), 3);
    assertThat(all(Decision.IncidentClosed.class))
        .extracting(Decision.IncidentClosed::outcome)
        .containsExactly("returned");
    scenario.pass(LIFE).silent(id("app"));
    assertThat(all(Decision.IncidentOpened.class)).hasSize(1);
    assertThat(all(Decision.IncidentReopened.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 R40 is found alive by a report while its incident waits for it to stay so")
  void reported() {
    pause();
    lives(LIFE);
    pause();
    lives(LIFE).fact(new Fact.FaultReported(id("app"), null, null));
    assertThat(scenario.decisions(Decision.FoundAlive.class)).hasSize(1);
    assertThat(scenario.commandIds()).isEmpty();
  }

  @Test
  @DisplayName("R38 has to prove itself again when nobody could see it, then to stay alive")
  void unseen() {
    scenario.declare(platform(Specs.docker("db"))).bringUp(id("db")).pass(Duration.ofHours(1));
    scenario.died(id("db"), 1).bringUp(id("db")).pass(LIFE);
    scenario.died(id("db"), 1).bringUp(id("db")).pass(LIFE).silent(id("db"));
    scenario.pass(Duration.ofSeconds(12));
    assertThat(scenario.instance("db").incident()).isNotNull();
    scenario.heard(id("db"), 1).heard(id("db"), 3).pass(Duration.ofSeconds(9));
    assertThat(scenario.instance("db").incident()).isNotNull();
    scenario.heard(id("db"), 3).pass(Duration.ofSeconds(1));
    assertThat(scenario.instance("db").incident()).isNull();
  }

  @Test
  @DisplayName("R38 with another definition has to prove itself only")
  void anotherDefinition() {
    flapUntilQuarantine();
    scenario.declare(platform(self("app").definition("v2")));
    scenario.succeed(id("app"), "v2").heard(id("app"), 1).heard(id("app"), 3);
    assertThat(scenario.instance("app").incident()).isNull();
    assertThat(all(Decision.AlertResolved.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 is replaced on request while its incident waits")
  void restarted() {
    pause();
    lives(LIFE);
    pause();
    lives(LIFE).fact(new Fact.RestartRequested("ias", "app", "ops", null));
    assertThat(scenario.commands()).singleElement().isInstanceOf(Command.Replace.class);
    scenario.bringUp(id("app")).pass(Duration.ofSeconds(10));
    assertThat(scenario.instance("app").incident()).isNull();
  }
}
