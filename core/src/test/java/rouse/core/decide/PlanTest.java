package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.PlatformStatus.ModuleStatus;
import rouse.core.state.DecisionRecord;
import rouse.core.state.ObservedPhase;
import rouse.core.status.StatusViews;
import rouse.core.text.StatusText;

class PlanTest {
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("R37 a file that has not changed: nothing is done")
  void unchanged() {
    scenario.declare(platform(self("app").after("db"), docker("db")));
    scenario.bringUp(id("db"), id("app"));
    scenario.declare(platform(self("app").after("db"), docker("db")));
    assertThat(scenario.decisions())
        .singleElement()
        .isInstanceOfSatisfying(
            Decision.PlatformPlanned.class, p -> assertThat(p.unchanged()).isEqualTo(2));
  }

  @Test
  @DisplayName("R34 R37 what changed is replaced in order, what is gone is retired")
  void changed() {
    scenario.declare(platform(self("app").after("db"), docker("db"), docker("old")));
    scenario.bringUp(id("db"), id("app"), id("old"));
    scenario.declare(
        platform(self("app").after("db").definition("v2"), docker("db").definition("v2")));
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst())
        .satisfies(
            p -> {
              assertThat(p.replace()).containsExactly("db", "app");
              assertThat(p.retire()).containsExactly("old");
            });
    assertThat(scenario.commandIds())
        .containsExactlyInAnyOrder("replace/ias/db/1/2", "retire/ias/old/1/2");
    scenario.succeed(id("old")).succeed(id("db"), "v2");
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario.succeed(id("app"), "v2").heard(id("app"), 1).heard(id("app"), 3);
    assertThat(scenario.instance("app").seen().observed()).isEqualTo(ObservedPhase.ALIVE);
    assertThat(scenario.all)
        .extracting(DecisionRecord::body)
        .doesNotHaveAnyElementsOfTypes(Decision.IncidentOpened.class);
  }

  @Test
  @DisplayName("R34 of a changed module one instance after the other is replaced")
  void changedInTurn() {
    scenario.declare(platform(self("app").workers(2, 4)));
    scenario.bringUp(id("app", 1), id("app", 2));
    scenario.declare(platform(self("app").workers(2, 4).definition("v2")));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario.succeed(id("app", 1), "v2");
    assertThat(scenario.commandIds()).as("it runs, and has not proved itself").isEmpty();
    scenario.heard(id("app", 1), 1).heard(id("app", 1), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/2/2");
    scenario.succeed(id("app", 2), "v2").heard(id("app", 2), 1).heard(id("app", 2), 3);
    assertThat(scenario.pass(Duration.ofMinutes(5)).commandIds()).as("once each").isEmpty();
  }

  @Test
  @DisplayName("R34 a change that breaks the first instance leaves the others as they were")
  void changeThatDoesNotStart() {
    scenario.declare(platform(self("app").workers(2, 4)));
    scenario.bringUp(id("app", 1), id("app", 2));
    scenario.declare(platform(self("app").workers(2, 4).definition("v2")));
    for (int attempt = 1; attempt <= 5; attempt++) {
      scenario.fail(id("app", 1), "the image does not start").pass(Duration.ofMinutes(1));
    }
    assertThat(scenario.state.instance(id("app", 1)).incident().quarantined()).isTrue();
    assertThat(scenario.state.instance(id("app", 2)).seen().incarnation()).isEqualTo(1);

    scenario.declare(platform(self("app").workers(2, 4).definition("v3")));
    assertThat(scenario.commandIds()).as("tried at once").hasSize(1);
    scenario.succeed(id("app", 1), "v3").heard(id("app", 1), 1).heard(id("app", 1), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/2/2");
  }

  @Test
  @DisplayName("R2 a platform is taken down dependents first, and then it is down")
  void withdrawn() {
    scenario.declare(platform(self("app").after("db"), docker("db"), self("ui").after("app")));
    scenario.bringUp(id("db"), id("app"), id("ui"));
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops"));
    assertThat(scenario.commandIds()).containsExactly("retire/ias/ui/1/2");
    assertThat(scenario.decisions(Decision.WatchEnded.class)).hasSize(1);
    scenario.succeed(id("ui"));
    assertThat(scenario.commandIds()).containsExactly("retire/ias/app/1/2");
    scenario.died(id("db"), 1);
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
    scenario.succeed(id("app"));
    assertThat(scenario.commandIds()).containsExactly("retire/ias/db/1/2");
    scenario.succeed(id("db"));
    assertThat(scenario.decisions()).containsExactly(new Decision.PlatformDown("ias"));
    scenario.wish(platform(docker("db")));
    assertThat(scenario.commandIds())
        .as("incarnations go on growing")
        .containsExactly("ensure-running/ias/db/1/3");
  }

  @Test
  @DisplayName("R2 taking down what is not there is done at once")
  void withdrawnTwice() {
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops"));
    assertThat(scenario.decisions()).containsExactly(new Decision.PlatformDown("ias"));
  }

  @Test
  @DisplayName("R18 a silent host's modules are unknown: one alert, no command until it is heard")
  void hostSilent() {
    scenario.declare(platform(docker("db"), self("app"))).bringUp(id("db"), id("app"));
    scenario
        .silent(id("app"))
        .fact(new Fact.HostSilent("ias", HOST, scenario.now(), scenario.now(), scenario.now()));
    assertThat(scenario.decisions(Decision.AlertRaised.class))
        .singleElement()
        .satisfies(a -> assertThat(a.kind()).isEqualTo("host-silent"));
    scenario.fact(new Fact.HostSilent("ias", HOST, scenario.now(), scenario.now(), scenario.now()));
    assertThat(scenario.decisions()).as("said once").isEmpty();
    scenario.pass(Duration.ofMinutes(10));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(StatusText.observed(scenario.state, scenario.instance("db"))).isEqualTo("unknown");
    scenario.fact(new Fact.HostHeard("ias", HOST, scenario.now(), true));
    assertThat(scenario.decisions(Decision.AlertResolved.class)).hasSize(1);
    assertThat(scenario.commandIds()).as("it may be heard first").isEmpty();
    scenario.pass(Duration.ofSeconds(4));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
  }

  @Test
  @DisplayName("R2 two hosts boot one platform together, each only its own modules")
  void twoHosts() {
    HostId other = new HostId("host-2");
    var spec = platform(docker("db").on("host-1"), self("app").on("host-2").after("db"));
    scenario.fact(new Fact.PlatformDeclared(spec, other));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.Deferred.class))
        .extracting(Decision.Deferred::reason)
        .containsExactly("waits for db, which is not declared");
    scenario.declare(spec);
    assertThat(scenario.commands())
        .singleElement()
        .satisfies(c -> assertThat(c.host()).isEqualTo("host-1"));
    scenario.succeed(id("db"));
    assertThat(scenario.commands())
        .singleElement()
        .satisfies(c -> assertThat(c.host()).isEqualTo("host-2"));
  }

  @Test
  @DisplayName("R1 what nobody declared is shown and never commanded")
  void adopted() {
    scenario.fact(
        new Fact.InstanceHeard(
            id("stranger"), 0, scenario.now(), 1, true, false, Duration.ofSeconds(10)));
    scenario.heard(id("stranger"), 0, 3).silent(id("stranger"), 0);
    assertThat(scenario.all).isEmpty();
    var status = StatusViews.status(scenario.state, scenario.now(), null, key -> null);
    assertThat(status.modules()).hasSize(1);
    assertThat(status.modules().getFirst().instances().getFirst().observed()).isEqualTo("silent");
  }

  @Test
  @DisplayName("R1 a platform that is only heard of is not alive, whoever beats")
  void heardOfOnly() {
    scenario.heard(id("action_manager"), 0, 3);
    assertThat(status().phase()).isEqualTo("undeclared");
    assertThat(status().modules().getFirst().alive()).isZero();
    scenario.silent(id("action_manager"), 0);
    assertThat(status().phase()).isEqualTo("degraded");
  }

  @Test
  @DisplayName("R1 who was adopted counts neither as wanted nor as alive")
  void adoptedDoesNotCount() {
    scenario.heard(id("action_manager"), 0, 3);
    scenario.declare(platform(self("app"), docker("db"))).bringUp(id("db"), id("app"));
    assertThat(status().phase()).isEqualTo("alive");
    assertThat(status().modules().stream().mapToInt(ModuleStatus::desired).sum()).isEqualTo(2);
    assertThat(status().modules().stream().mapToInt(ModuleStatus::alive).sum()).isEqualTo(2);
  }

  private PlatformStatus status() {
    return StatusViews.status(scenario.state, scenario.now(), null, key -> null);
  }

  @Test
  @DisplayName("R1 status shows every module with what is wanted and what is seen of it")
  void statusOfAll() {
    scenario.declare(platform(self("app").after("db"), docker("db")));
    var booting = StatusViews.status(scenario.state, scenario.now(), null, key -> null);
    assertThat(booting.phase()).isEqualTo("booting");
    assertThat(booting.modules().getFirst().instances().getFirst())
        .satisfies(
            i -> {
              assertThat(i.observed()).isEqualTo("waiting");
              assertThat(i.reason()).isEqualTo("waits for db");
            });
    scenario.bringUp(id("db"), id("app"));
    var alive = StatusViews.status(scenario.state, scenario.now(), null, key -> scenario.now());
    assertThat(alive.phase()).isEqualTo("alive");
    assertThat(alive.attention()).isEmpty();
    assertThat(alive.modules()).extracting("module").containsExactly("app", "db");
    scenario.died(id("app"), 137);
    var degraded = StatusViews.status(scenario.state, scenario.now(), null, key -> null);
    assertThat(degraded.phase()).isEqualTo("degraded");
    assertThat(degraded.attention()).singleElement().asString().contains("exit code 137");
    assertThat(degraded.modules().getFirst().instances().getFirst().incident()).isNotNull();
  }
}
