package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.HOST;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.PlatformSpec;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;

/** What an operator wants stays so, whoever starts. */
class IntentTest {
  private static final HostId OTHER = new HostId("host-2");
  private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);
  private final Scenario scenario = new Scenario();

  @Test
  @DisplayName("R2 what was taken down stays down when an executor starts, and comes up by a wish")
  void staysDown() {
    PlatformSpec spec = platform(self("app").after("db"), docker("db"));
    scenario.declare(spec).bringUp(id("db"), id("app"));
    down("app", "db");

    scenario.declare(spec);
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst().start()).isEmpty();
    scenario.declare(platform(self("app").definition("v2"), docker("db")));
    assertThat(scenario.pass(Duration.ofHours(1)).commandIds()).as("a changed file").isEmpty();
    scenario.fact(new Fact.RestartRequested("ias", "app", "ops", null));
    assertThat(scenario.decisions(Decision.Refused.class).getFirst().reason()).contains("rouse up");

    scenario.wish(spec);
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst().start())
        .containsExactly("db", "app");
    assertThat(scenario.commandIds()).containsExactly("ensure-running/ias/db/1/3");
  }

  @Test
  @DisplayName("R2 a file that is announced while the last are being retired brings nothing back")
  void announcedWhileRetiring() {
    scenario.up(self("app"));
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops")).declare(platform(self("app")));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.succeed(id("app"));
    assertThat(scenario.decisions()).containsExactly(new Decision.PlatformDown("ias"));
  }

  @Test
  @DisplayName("R2 a wish brings back what every host announced, as it announced it last")
  void everyHost() {
    PlatformSpec spec = platform(docker("db").on("host-1"), self("app").on("host-2"));
    scenario.fact(new Fact.PlatformDeclared(spec, OTHER)).declare(spec);
    scenario.bringUp(id("db"), id("app"));
    down("db", "app");
    scenario.wish(spec);
    assertThat(scenario.commands())
        .extracting("host")
        .containsExactlyInAnyOrder("host-1", "host-2");
  }

  @Test
  @DisplayName("R2 a wish starts what was stopped by hand, and not what is held by an order")
  void wishStartsWhatIsStopped() {
    scenario.up(docker("db"), self("app"));
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null));
    stop("db");
    stop("app");
    scenario.declare(platform(docker("db"), self("app")));
    assertThat(scenario.commandIds()).as("an executor starts").isEmpty();
    scenario.wish(platform(docker("db"), self("app")));
    assertThat(scenario.decisions(Decision.PlatformPlanned.class).getFirst().start())
        .containsExactly("db");
    assertThat(scenario.commands()).extracting("instance").containsExactly(id("db"));
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.HELD);
  }

  @Test
  @DisplayName("R2 taking the platform down ends its holds")
  void downEndsHolds() {
    scenario.up(self("app"));
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null));
    down("app");
    scenario.wish(platform(self("app")));
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  @DisplayName("R52 a number that an operator wants stays, whatever is declared after")
  void scaleStays() {
    scenario.declare(workers(2)).bringUp(id("w", 1), id("w", 2));
    scale(1, null);
    scenario.succeed(id("w", 2)).declare(workers(2));
    assertThat(wanted()).containsExactly(1);
    scenario.declare(workers(3));
    assertThat(wanted()).as("the file has another number now").containsExactly(1);
    down("w");
    scenario.wish(workers(3));
    assertThat(wanted()).as("down and up again").containsExactly(1);
    scale(2, null);
    assertThat(wanted()).as("until it is set again").containsExactly(1, 2);
    scenario.fact(new Fact.WorkerRequested("ias", "w", "lb", null)).declare(workers(3));
    assertThat(wanted()).as("one more was requested").containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("R52 a number stays within the bounds of a changed file")
  void scaleWithinBounds() {
    scenario.declare(workers(2));
    scale(4, null);
    scenario.declare(platform(docker("w").workers(2, 3)));
    assertThat(wanted()).containsExactly(1, 2, 3);
  }

  @Test
  @DisplayName("R52 a number may have an end; then the file holds again")
  void scaleEnds() {
    scenario.declare(workers(1));
    scale(3, HALF_AN_HOUR);
    scenario.pass(Duration.ofMinutes(29)).declare(workers(1));
    assertThat(wanted()).hasSize(3);
    scenario.pass(Duration.ofMinutes(2));
    assertThat(wanted()).containsExactly(1);
    assertThat(scenario.state.header().intents()).isEmpty();
  }

  @Test
  @DisplayName("R38 a hold may have an end; then the module is looked after again")
  void holdEnds() {
    scenario.up(docker("app"));
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null, HALF_AN_HOUR));
    scenario.died(id("app"), 1).pass(Duration.ofMinutes(29));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.pass(Duration.ofMinutes(2));
    assertThat(scenario.commandIds()).hasSize(1);
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.RUNNING);
  }

  @Test
  @DisplayName("P2 what was silent when it was held is asked after its release, and not replaced")
  void releasedSilent() {
    scenario.up(self("app")).silent(id("app"));
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null));
    scenario.pass(Duration.ofMinutes(5));
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops")).pass(Duration.ofSeconds(1));
    assertThat(scenario.commands()).allMatch(Command.EnsureRunning.class::isInstance);
  }

  @Test
  @DisplayName("R28 what has proved itself while it was held is said to live when it is released")
  void provenWhileHeld() {
    scenario.declare(platform(self("app"))).succeed(id("app")).heard(id("app"), 1);
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null)).heard(id("app"), 3);
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.decisions(Decision.InstanceAlive.class)).hasSize(1);
    assertThat(scenario.instance("app").effort().underWay()).isFalse();
  }

  @Test
  @DisplayName("R30 one executor clears old logs, and another's wish waits for its boot")
  void clearsOnce() {
    PlatformSpec spec = platform(docker("db").on("host-1"), docker("app").on("host-2"));
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops"));
    assertThat(mayClear(HOST)).as("it is down").isTrue();
    assertThat(mayClear(OTHER)).as("another boots it").isFalse();
    assertThat(mayClear(HOST)).as("it asks again after a failure").isTrue();
    scenario.fact(new Fact.PlatformDeclared(spec, OTHER, "ops"));
    assertThat(scenario.commandIds()).as("wished, while the other clears").isEmpty();
    scenario.wish(spec);
    assertThat(scenario.commandIds()).hasSize(2);
    assertThat(mayClear(OTHER)).as("what another host runs comes up").isFalse();
  }

  @Test
  @DisplayName("R30 nobody clears the logs of what runs, on whatever host")
  void clearsNothingOfThisRun() {
    PlatformSpec spec = platform(docker("db").on("host-1"), docker("app").on("host-2"));
    scenario.wish(spec).bringUp(id("db"));
    assertThat(mayClear(OTHER)).as("it runs elsewhere").isFalse();
    scenario.fact(new Fact.BootRequested("ias", HOST, false, "ops"));
    assertThat(scenario.decisions(Decision.BootDecided.class).getFirst().clears()).isFalse();
    down("db");
    assertThat(mayClear(OTHER)).as("it is down").isTrue();
    scenario.skip(Duration.ofMinutes(2));
    assertThat(mayClear(HOST)).as("the other has given up").isTrue();
  }

  private boolean mayClear(HostId host) {
    scenario.fact(new Fact.BootRequested("ias", host, true, "ops"));
    return scenario.decisions(Decision.BootDecided.class).getFirst().clears();
  }

  private static PlatformSpec workers(int count) {
    return platform(docker("w").workers(count, 5));
  }

  private void scale(int count, Duration lasts) {
    scenario.fact(new Fact.ScaleRequested("ias", "w", count, "ops", lasts));
  }

  private List<Integer> wanted() {
    return scenario.state.wanted("w").stream().map(i -> i.id().slot()).toList();
  }

  private void stop(String module) {
    InstanceState i = scenario.instance(module);
    scenario.fact(
        new Fact.ContainerStoppedByOperator(
            i.id(), i.seen().incarnation(), i.seen().containerId(), HOST));
  }

  /** Takes the platform down; its executors retire what is left. */
  private void down(String... modules) {
    scenario.fact(new Fact.PlatformWithdrawn("ias", "ops"));
    for (String module : modules) {
      scenario.state.instancesOf(module).stream()
          .filter(i -> i.effort().inFlight() != null)
          .forEach(i -> scenario.succeed(i.id()));
    }
    assertThat(scenario.state.header().isTakenDown()).isTrue();
  }

  @Test
  @DisplayName("R38 what was stopped by hand stays so when a hold with an end is over")
  void holdEndsAndStoppedStays() {
    scenario.up(docker("app"));
    scenario.fact(new Fact.HoldRequested("ias", "app", "ops", null, HALF_AN_HOUR));
    stop("app");
    scenario.pass(Duration.ofMinutes(31));
    assertThat(scenario.commandIds()).isEmpty();
    assertThat(scenario.instance("app").desired()).isEqualTo(DesiredState.HELD);
    scenario.fact(new Fact.ReleaseRequested("ias", "app", "ops"));
    assertThat(scenario.commandIds()).hasSize(1);
  }

  @Test
  @DisplayName("R30 another's declaration does not end the boot, and its wish is heard after it")
  void declarationDuringABoot() {
    PlatformSpec spec = platform(docker("db").on("host-1"), docker("app").on("host-2"));
    assertThat(mayClear(HOST)).isTrue();
    scenario.fact(new Fact.PlatformDeclared(spec, OTHER, "ops"));
    assertThat(scenario.commandIds()).as("the first one clears").isEmpty();
    assertThat(mayClear(OTHER)).as("it still clears").isFalse();
    scenario.declare(spec);
    assertThat(scenario.commands())
        .extracting("host")
        .containsExactlyInAnyOrder("host-1", "host-2");
  }

  @Test
  @DisplayName("R30 a wish is heard a minute later when the one that boots does not come back")
  void bootIsGivenUp() {
    PlatformSpec spec = platform(docker("db").on("host-1"), docker("app").on("host-2"));
    assertThat(mayClear(HOST)).isTrue();
    scenario.fact(new Fact.PlatformDeclared(spec, OTHER, "ops"));
    scenario.pass(Duration.ofSeconds(59));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.pass(Duration.ofSeconds(3));
    assertThat(scenario.commands()).extracting("host").containsExactly("host-2");
  }
}
