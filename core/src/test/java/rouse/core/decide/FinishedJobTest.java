package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.container;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.Dependency.Condition;
import rouse.core.state.ObservedPhase;
import rouse.core.text.StatusText;

@DisplayName("A job that has ended")
class FinishedJobTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final Scenario scenario = new Scenario();

  private static Specs.ModuleBuilder job(String restart) {
    return restart.equals("unstated") ? docker("job") : docker("job").restart(restart);
  }

  /** Each run ends with this exit code, for a day; how often it was run. */
  private int runs(int exitCode) {
    while (scenario.instance("job").effort().inFlight() != null) {
      scenario.succeed(id("job")).died(id("job"), exitCode).afterPause(id("job"));
      if (scenario.commandsOf("job").size() > 20) {
        break;
      }
    }
    scenario.pass(DAY);
    return scenario.commandsOf("job").size();
  }

  private String shown() {
    return StatusText.observed(scenario.state, scenario.instance("job"));
  }

  private <D extends Decision> List<D> all(Class<D> type) {
    return scenario.all.stream()
        .map(d -> d.body())
        .filter(d -> !Scenario.isOfAnyIncident(d))
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"no", "unstated", "on-failure", "on-failure:3"})
  @DisplayName("R38 well is done: it is run once")
  void done(String restart) {
    scenario.declare(platform(job(restart)));
    assertThat(runs(0)).isOne();
    assertThat(shown()).isEqualTo("completed");
    assertThat(all(Decision.IncidentOpened.class)).isEmpty();
  }

  @Test
  @DisplayName("R38 with another exit code and restart no has failed: said once, never run again")
  void failedOnce() {
    scenario.declare(platform(job("no")));
    assertThat(runs(4)).isOne();
    assertThat(shown()).isEqualTo("failed");
    assertThat(all(Decision.JobFailed.class))
        .singleElement()
        .satisfies(f -> assertThat(f.reason()).isEqualTo("exit code 4; restart: \"no\""))
        .satisfies(f -> assertThat(f.runs()).isOne());
    assertThat(all(Decision.AlertRaised.class))
        .singleElement()
        .satisfies(a -> assertThat(a.kind()).isEqualTo("job-failed"))
        .satisfies(a -> assertThat(a.text()).contains("exit code 4", "rouse restart job"));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "3, 4", "4, 5"})
  @DisplayName("R38 with another exit code and on-failure:n is run once and n times more")
  void retries(int retries, int runs) {
    scenario.declare(platform(job("on-failure:" + retries)));
    assertThat(runs(1)).isEqualTo(runs);
    assertThat(shown()).isEqualTo("failed");
    assertThat(all(Decision.AlertRaised.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 and was alive before it failed has as many runs by on-failure:n")
  void retriesOfOneThatLived() {
    scenario.declare(platform(job("on-failure:3"))).bringUp(id("job"));
    for (int run = 1; run < 4; run++) {
      scenario.died(id("job"), 1).bringUp(id("job"));
    }
    scenario.died(id("job"), 1).pass(DAY);
    assertThat(scenario.commandsOf("job")).hasSize(4);
    assertThat(shown()).isEqualTo("failed");
  }

  @Test
  @DisplayName("R38 well at the second attempt is done, and what was said of it is over")
  void doneInTheEnd() {
    scenario.declare(
        platform(
            job("on-failure:3"),
            self("app").after("job", Condition.SERVICE_COMPLETED_SUCCESSFULLY)));
    scenario.succeed(id("job")).died(id("job"), 1).succeed(id("job")).died(id("job"), 0);
    assertThat(shown()).isEqualTo("completed");
    assertThat(scenario.commandsOf("app")).hasSize(1);
    assertThat(all(Decision.IncidentClosed.class))
        .extracting(Decision.IncidentClosed::outcome)
        .containsExactly("recovered");
  }

  @Test
  @DisplayName("R38 badly by restart no and is restarted by an operator is told of again when well")
  void restartedByHand() {
    scenario.declare(platform(job("no")));
    scenario.succeed(id("job")).died(id("job"), 4);
    scenario.fact(new Fact.FaultReported(id("job"), null, null));
    assertThat(all(Decision.Refused.class))
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("rouse restart job"));
    scenario.fact(new Fact.RestartRequested("ias", "job", "ops", null)).succeed(id("job"));
    assertThat(shown()).isEqualTo("starting");
    scenario.died(id("job"), 0);
    assertThat(shown()).isEqualTo("completed");
    assertThat(all(Decision.AlertResolved.class)).hasSize(1);
  }

  @Test
  @DisplayName("R38 badly by restart no is tried with another definition, not with the same")
  void anotherDefinition() {
    scenario.declare(platform(job("no")));
    scenario.succeed(id("job")).died(id("job"), 4);
    scenario.declare(platform(job("no")));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.declare(platform(job("no").definition("v2")));
    assertThat(scenario.commandIds()).hasSize(1);
    scenario.succeed(id("job"), "v2").died(id("job"), 0);
    assertThat(shown()).isEqualTo("completed");
  }

  @ParameterizedTest
  @CsvSource({"always, 0", "unless-stopped, 0", "unstated, 1"})
  @DisplayName("R38 and is meant to be kept alive is brought back")
  void keptAlive(String restart, int exitCode) {
    scenario.declare(platform(job(restart)));
    scenario.succeed(id("job")).died(id("job"), exitCode).afterPause(id("job"));
    assertThat(scenario.commandsOf("job")).hasSize(2);
  }

  @Test
  @DisplayName(
      "R38 without the key is brought back if it beats or has a health check, also after 0")
  void showsLife() {
    scenario.declare(platform(self("app"), docker("web").healthchecked()));
    scenario.bringUp(id("app"), id("web")).died(id("app"), 0);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
    scenario.died(id("web"), 0);
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/web/1/2");
  }

  @Test
  @DisplayName("R38 with 0 since the engine went down was interrupted: kept alive without the key")
  void interrupted() {
    scenario.declare(platform(job("unstated"), docker("once").restart("no")));
    scenario.bringUp(id("job"), id("once"));
    for (String module : List.of("job", "once")) {
      scenario.fact(
          new Fact.ContainerDied(id(module), 1, container(id(module), 1), 0, false, true, HOST));
    }
    assertThat(scenario.commandsOf("job")).hasSize(2);
    assertThat(scenario.commandsOf("once")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"no, 0", "no, 4", "unstated, 0"})
  @DisplayName("R38 is not run again when its executor finds it at its start and tells of it anew")
  void foundAgain(String restart, int exitCode) {
    scenario.declare(platform(job(restart)));
    Fact.ContainerStarted started =
        new Fact.ContainerStarted(id("job"), 1, "c1", null, "v1", null, HOST);
    Fact.ContainerDied died = new Fact.ContainerDied(id("job"), 1, "c1", exitCode, false, HOST);
    scenario.fact("started/c1/1", started).fact("died/c1/1", died);
    int said = scenario.all.size();
    for (int other = 0; other < 5000; other++) {
      scenario.tick(); // the ids of facts are forgotten
    }
    scenario.fact("started/c1/1", started).fact("died/c1/1", died);
    scenario.declare(platform(job(restart))).pass(DAY);
    assertThat(scenario.commandsOf("job")).hasSize(1);
    assertThat(scenario.all.subList(said, scenario.all.size()))
        .allSatisfy(d -> assertThat(d.body()).isInstanceOf(Decision.PlatformPlanned.class));
  }

  @ParameterizedTest
  @CsvSource({
    "no, 0, completed",
    "no, 4, failed",
    "unstated, 0, completed",
    "unstated, 1, starting"
  })
  @DisplayName("R38 that is found before anybody declares it is run again only if it is kept alive")
  void foundBeforeItIsDeclared(String restart, int exitCode, String shown) {
    scenario.fact(new Fact.ContainerStarted(id("job"), 7, "c7", null, "v1", null, HOST));
    scenario.fact(new Fact.ContainerDied(id("job"), 7, "c7", exitCode, false, HOST));
    scenario.declare(platform(job(restart)));
    boolean again = scenario.instance("job").effort().inFlight() != null;
    assertThat(again).isEqualTo(shown.equals("starting"));
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst().start())
        .isEqualTo(again ? List.of("job") : List.of());
    if (!again) {
      assertThat(shown()).isEqualTo(shown);
    }
    scenario.fact(new Fact.HoldRequested("ias", "job", "ops", null));
    scenario.fact(new Fact.ReleaseRequested("ias", "job", "ops")).pass(Duration.ofSeconds(1));
    assertThat(scenario.commandsOf("job")).hasSize(again ? 1 : 0);
  }

  @Test
  @DisplayName("R38 and is run again by hand is seen to run, and to end")
  void startedByHand() {
    scenario.declare(platform(job("no")));
    scenario.succeed(id("job")).died(id("job"), 0);
    scenario.fact(
        "again",
        new Fact.ContainerStarted(id("job"), 1, container(id("job"), 1), null, "v1", null, HOST));
    assertThat(scenario.instance("job").seen().observed()).isEqualTo(ObservedPhase.STARTING);
    scenario.fact(
        "ended", new Fact.ContainerDied(id("job"), 1, container(id("job"), 1), 0, false, HOST));
    assertThat(scenario.instance("job").seen().observed()).isEqualTo(ObservedPhase.COMPLETED);
    assertThat(scenario.commandsOf("job")).hasSize(1);
  }

  @Test
  @DisplayName("R38 a command that started nothing is no run: restart no is tried until it ran")
  void failedCommandIsNoRun() {
    scenario.declare(platform(job("no")));
    scenario.fail(id("job"), "no such image").succeed(id("job"));
    assertThat(all(Decision.JobFailed.class)).isEmpty();
    scenario.died(id("job"), 4);
    assertThat(all(Decision.JobFailed.class)).singleElement().matches(f -> f.runs() == 1);
    scenario.fact(new Fact.RestartRequested("ias", "job", "ops", null));
    assertThat(scenario.commandIds()).hasSize(1);
  }

  @Test
  @DisplayName("R38 on-failure:n counts the runs that failed, and not the commands")
  void countsRuns() {
    scenario.declare(platform(job("on-failure:1")));
    scenario.succeed(id("job")).died(id("job"), 1);
    scenario.afterPause(id("job")).fail(id("job"), "no such image");
    scenario.afterPause(id("job")).fail(id("job"), "no such image");
    assertThat(all(Decision.JobFailed.class)).isEmpty();
    scenario.succeed(id("job")).died(id("job"), 1);
    assertThat(all(Decision.JobFailed.class)).singleElement().matches(f -> f.runs() == 2);
  }

  @ParameterizedTest
  @CsvSource({"0, completed", "4, failed"})
  @DisplayName("R38 and is to be restarted by hand: a command that was read too late is sent again")
  void restartIsSentAgain(int exitCode, String shown) {
    scenario.declare(platform(job("no")));
    scenario.succeed(id("job")).died(id("job"), exitCode);
    assertThat(shown()).isEqualTo(shown);
    scenario.fact(new Fact.RestartRequested("ias", "job", "ops", null));
    scenario.skip(Duration.ofMinutes(5)).fail(id("job"), "expired");
    assertThat(scenario.commandIds()).hasSize(1);
    scenario.succeed(id("job")).died(id("job"), 0);
    assertThat(shown()).isEqualTo("completed");
  }
}
