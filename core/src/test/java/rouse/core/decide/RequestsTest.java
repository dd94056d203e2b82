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
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;

class RequestsTest {
  private final Scenario scenario = new Scenario();

  private void up() {
    scenario
        .declare(platform(self("app"), docker("worker_node").workers(2, 3)))
        .bringUp(id("app"), id("worker_node", 1), id("worker_node", 2));
  }

  private void report(InstanceId id) {
    scenario.fact("report-" + scenario.now(), new Fact.FaultReported(id, "monitor", "no answer"));
  }

  @Test
  @DisplayName("R40 a report about what runs and is heard: found alive, nothing touched")
  void foundAlive() {
    up();
    report(id("app"));
    assertThat(scenario.decisions())
        .singleElement()
        .isEqualTo(
            new Decision.FoundAlive(id("app"), 1, container(id("app"), 1), Scenario.ip(id("app"))));
    assertThat(scenario.last().getFirst().causationId()).startsWith("report-");
  }

  @Test
  @DisplayName("R38 R51 two reports about what is down share one recovery")
  void joined() {
    up();
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null)).died(id("app"), 1);
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    report(id("app"));
    String incident = scenario.decisions(Decision.IncidentOpened.class).getFirst().incidentId();
    assertThat(scenario.last().getFirst().causationId()).startsWith("report-");
    report(id("app"));
    assertThat(scenario.decisions())
        .containsExactly(new Decision.ReportJoined(id("app"), incident));
    scenario.bringUp(id("app"));
    assertThat(scenario.decisions(Decision.IncidentClosed.class))
        .extracting(Decision.IncidentClosed::incidentId)
        .containsExactly(incident);
  }

  @Test
  @DisplayName("R38 a report about a module that nobody declared is refused with what there is")
  void unknownModule() {
    up();
    report(id("nobody"));
    Decision.Refused refused = scenario.decisions(Decision.Refused.class).getFirst();
    assertThat(refused.reason()).contains("no such module", "app, worker_node");
    report(id("app", 7));
    assertThat(scenario.decisions(Decision.Refused.class)).hasSize(1);
  }

  @Test
  @DisplayName("R46 R47 a worker is added at the next free slot, or the given one, up to the most")
  void workers() {
    up();
    scenario.fact(new Fact.WorkerRequested("ias", "worker_node_3", "lb", "load"));
    assertThat(scenario.decisions(Decision.WorkerAdded.class))
        .extracting(Decision.WorkerAdded::instance)
        .containsExactly(id("worker_node", 3));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/worker_node/3/1");
    scenario.bringUp(id("worker_node", 3));
    scenario.fact(new Fact.WorkerRequested("ias", "worker_node", "lb", "load"));
    assertThat(scenario.decisions(Decision.Refused.class))
        .singleElement()
        .satisfies(r -> assertThat(r.reason()).contains("1 to 3"));
    scenario.fact(new Fact.WorkerRequested("ias", "worker_node_2", "lb", null));
    assertThat(scenario.decisions(Decision.FoundAlive.class)).as("it is there").hasSize(1);
    scenario.declare(platform(self("app"), docker("worker_node").workers(2, 3)));
    assertThat(scenario.commandIds()).as("the same file keeps the added worker").isEmpty();
  }

  @Test
  @DisplayName("R52 scaling down retires the highest slots, within the bounds of the file")
  void scaleDown() {
    up();
    scenario.fact(new Fact.ScaleRequested("ias", "worker_node", 1, "ops"));
    assertThat(scenario.commandIds()).containsExactly("retire/ias/worker_node/2/2");
    scenario.succeed(id("worker_node", 2));
    assertThat(scenario.state.instance(id("worker_node", 2)).isGone()).isTrue();
    scenario.fact(new Fact.ScaleRequested("ias", "worker_node", 9, "ops"));
    assertThat(scenario.decisions(Decision.Refused.class)).hasSize(1);
    scenario.fact(new Fact.ScaleRequested("ias", "worker_node", 2, "ops"));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/worker_node/2/3");
  }

  @Test
  @DisplayName("R38 an operator's restart replaces what is alive, and is no incident")
  void restart() {
    up();
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", "new key"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/2");
    scenario.bringUp(id("app"));
    assertThat(scenario.all)
        .extracting(DecisionRecord::body)
        .doesNotHaveAnyElementsOfTypes(Decision.IncidentOpened.class);
  }

  @Test
  @DisplayName("R38 a restart takes one instance after the other, each when the last has come back")
  void restartInTurn() {
    up();
    scenario.fact("wish", new Fact.RestartRequested("ias", "worker_node", "ops", "new key"));
    assertThat(scenario.commandIds()).containsExactly("replace/ias/worker_node/1/2");
    scenario.succeed(id("worker_node", 1));
    assertThat(scenario.commandIds()).as("it runs, and has not proved itself").isEmpty();
    scenario.heard(id("worker_node", 1), 1).heard(id("worker_node", 1), 3);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/worker_node/2/2");
    assertThat(scenario.last().getLast().correlationId()).isEqualTo("wish");
    scenario.bringUp(id("worker_node", 2));
    assertThat(scenario.pass(Duration.ofMinutes(5)).commandIds()).as("once each").isEmpty();
  }

  @Test
  @DisplayName("R38 while one is being replaced the next waits, also when somebody stops it")
  void stoppedInItsTurn() {
    up();
    scenario.fact("wish", new Fact.RestartRequested("ias", "worker_node", "ops", null));
    InstanceId first = id("worker_node", 1);
    scenario.fact(new Fact.ContainerStoppedByOperator(first, 1, container(first, 1), HOST));
    assertThat(scenario.commandIds()).as("its command is under way").isEmpty();
    scenario.fail(first, "somebody stopped it");
    assertThat(scenario.commandIds()).containsExactly("replace/ias/worker_node/2/2");
  }

  @Test
  @DisplayName("R38 a restart that breaks the first instance leaves the others alone, and says so")
  void restartGivenUp() {
    up();
    scenario.fact(new Fact.RestartRequested("ias", "worker_node", "ops", null));
    for (int attempt = 1; attempt <= 5; attempt++) {
      scenario.fail(id("worker_node", 1), "the image does not start").pass(Duration.ofMinutes(1));
    }
    assertThat(scenario.instance("worker_node").incident().quarantined()).isTrue();
    assertThat(scenario.all)
        .extracting(DecisionRecord::body)
        .filteredOn(Decision.Refused.class::isInstance)
        .singleElement()
        .asString()
        .contains("ias/worker_node/2", "ias/worker_node/1 does not come back");
    assertThat(scenario.state.instance(id("worker_node", 2)).seen().incarnation()).isEqualTo(1);
  }

  @Test
  @DisplayName("R38 a restart of what has failed already does not wait, and takes nobody's turn")
  void restartOfTheDead() {
    up();
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null)).died(id("app"), 1);
    scenario.died(id("worker_node", 2), 1);
    String recovery = scenario.commandIds().getFirst();
    scenario.fact(new Fact.RestartRequested("ias", "worker_node", "ops", null));
    assertThat(scenario.commandIds()).as("beside %s", recovery).isEmpty();
    scenario.bringUp(id("worker_node", 2));
    assertThat(scenario.state.instance(id("worker_node", 1)).effort().inFlight().commandId())
        .isEqualTo("replace/ias/worker_node/1/2");
    scenario.bringUp(id("worker_node", 1));
    assertThat(scenario.state.instance(id("worker_node", 2)).effort().underWay())
        .as("its container is newer than the wish")
        .isFalse();
  }

  @Test
  @DisplayName("R38 what an operator stopped or holds is no failure; started by hand, it is wanted")
  void operatorIntent() {
    up();
    String running = container(id("app"), 1);
    scenario.fact(new Fact.ContainerStoppedByOperator(id("app"), 1, running, HOST));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.WatchEnded.class)).hasSize(1);
    scenario.fact(new Fact.ContainerStarted(id("app"), 1, running, "10.0.0.1", "v1", null, HOST));
    scenario.heard(id("app"), 1).heard(id("app"), 3);
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.RUNNING);
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", "repair")).died(id("app"), 1);
    assertThat(scenario.decisions()).isEmpty();
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/app/1/2");
  }

  @Test
  @DisplayName("R52 a slot that is wanted again while it is retired is watched when that fails")
  void wantedAgainWhileRetired() {
    scenario.declare(platform(self("w").workers(2, 4))).bringUp(id("w", 1), id("w", 2));
    scenario.fact(new Fact.ScaleRequested("ias", "w", 1, "ops"));
    assertThat(scenario.commandIds()).containsExactly("retire/ias/w/2/2");
    scenario.fact(new Fact.ScaleRequested("ias", "w", 2, "ops"));
    scenario.fail(id("w", 2), "the engine does not answer");
    assertThat(scenario.state.instance(id("w", 2)).watched()).isNotNull();
    scenario.silent(id("w", 2));
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).hasSize(1);
  }
}
