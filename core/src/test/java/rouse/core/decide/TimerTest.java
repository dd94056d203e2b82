package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.docker;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.Dependency;
import rouse.core.state.ObservedPhase;
import rouse.core.state.recovery.InstanceTimer;

@DisplayName("A deadline that is read late")
class TimerTest {
  private static final Duration BEHIND = Duration.ofSeconds(5);
  private final Scenario scenario = new Scenario();

  @BeforeEach
  void up() {
    scenario.declare(platform(self("app"))).bringUp(id("app"));
  }

  /** The next due time is read this much after it. */
  private Scenario dueReadAfter(Duration late) {
    Instant due = scenario.state.nextDue().orElseThrow();
    return scenario.skip(Duration.between(scenario.now(), due).plus(late)).tick();
  }

  private long failures() {
    return scenario.all.stream().filter(d -> d.body() instanceof Decision.AttemptFailed).count();
  }

  @Test
  @DisplayName("R38 is given once more, and what comes meanwhile meets it")
  void metTheSecondTime() {
    scenario.silent(id("app"));
    dueReadAfter(Duration.ofMinutes(5)).succeed(id("app")).heard(id("app"), 1).heard(id("app"), 3);
    scenario.pass(Duration.ofMinutes(5));
    assertThat(failures()).isZero();
    assertThat(scenario.instance("app").incident()).isNull();
  }

  @Test
  @DisplayName("R38 is not given once more when it is read in time: that is a failed attempt")
  void inTime() {
    scenario.silent(id("app"));
    dueReadAfter(Duration.ofSeconds(1));
    assertThat(failures()).isOne();
  }

  @Test
  @DisplayName(
      "R38 is given once more but once: a host whose clock is behind the log's reads all late")
  void clockBehind() {
    scenario.silent(id("app"));
    dueReadAfter(BEHIND);
    assertThat(failures()).isZero();
    dueReadAfter(BEHIND);
    assertThat(failures()).isOne();
    // the backoff, after which it may be heard first, and the next command with its own deadline
    dueReadAfter(BEHIND);
    dueReadAfter(BEHIND);
    assertThat(scenario.commandIds()).containsExactly("replace/ias/app/1/3");
    dueReadAfter(BEHIND);
    assertThat(failures()).as("each command has its own").isOne();
    dueReadAfter(BEHIND);
    assertThat(failures()).isEqualTo(2);
  }

  @Test
  @DisplayName("R38 is given once more each time that nobody was there when it was due")
  void awayTwice() {
    scenario.silent(id("app"));
    dueReadAfter(Duration.ofSeconds(25));
    dueReadAfter(Duration.ofMinutes(2));
    assertThat(failures()).isZero();
    dueReadAfter(Duration.ofSeconds(1));
    assertThat(failures()).isOne();
  }

  @Test
  @DisplayName("R38 is given each time that nobody was there also to what started and is not heard")
  void neverHeardAwayTwice() {
    scenario.died(id("app"), 1).succeed(id("app"));
    dueReadAfter(Duration.ofSeconds(25));
    dueReadAfter(Duration.ofMinutes(2));
    assertThat(failures()).isZero();
    dueReadAfter(Duration.ofSeconds(1));
    assertThat(failures()).isOne();
  }

  @Test
  @DisplayName("R38 is given once more but once also to what started and is not heard")
  void neverHeard() {
    scenario.died(id("app"), 1).succeed(id("app"));
    dueReadAfter(BEHIND);
    assertThat(failures()).isZero();
    dueReadAfter(BEHIND);
    assertThat(failures()).isOne();
  }

  @Test
  @DisplayName("R38 is told from one that is read in time, also of what started and is not heard")
  void neverHeardInTime() {
    scenario.died(id("app"), 1).succeed(id("app"));
    dueReadAfter(Duration.ofSeconds(1));
    assertThat(failures()).isOne();
  }

  @Test
  @DisplayName("P1 of what was silent is no reason to replace it before its beats since are read")
  void silentBeforeRouseWasAway() {
    scenario.comesBack(id("app"), 1).proves(id("app")).silent(id("app"));
    dueReadAfter(Duration.ofMinutes(1));
    assertThat(scenario.commandIds()).isEmpty();
    scenario.pass(Duration.ofSeconds(5));
    assertThat(scenario.commandIds()).hasSize(1);
  }

  @Test
  @DisplayName("R38 says nothing of what has ended in the meantime: that is known to be dead")
  void deadWhileAwaited() {
    Scenario two = new Scenario();
    two.up(docker("db"), docker("app").after("db", Dependency.Condition.SERVICE_STARTED));
    String container = Scenario.container(id("app"), 1);
    two.fact(new Fact.ContainerPaused(id("app"), 1, container, Scenario.HOST));
    two.fact(new Fact.ContainerUnpaused(id("app"), 1, container, Scenario.HOST));
    two.died(id("db"), 1).died(id("app"), 1).pass(Duration.ofSeconds(80));
    assertThat(two.instance("app").seen().observed()).isEqualTo(ObservedPhase.DEAD);
  }

  @Test
  @DisplayName("R20 may stand in a store of the version before, which did not know of a second one")
  void storedBefore() throws Exception {
    String stored = "{\"kind\":\"PROVE\",\"at\":\"2026-01-31T09:00:00Z\",\"cause\":\"f1\"}";
    InstanceTimer read = Json.MAPPER.readValue(stored, InstanceTimer.class);
    assertThat(read)
        .isEqualTo(
            new InstanceTimer(
                InstanceTimer.Kind.PROVE, Instant.parse("2026-01-31T09:00:00Z"), "f1"));
    String written = Json.MAPPER.writeValueAsString(read.onceMore());
    assertThat(Json.MAPPER.readValue(written, InstanceTimer.class)).isEqualTo(read.onceMore());
  }
}
