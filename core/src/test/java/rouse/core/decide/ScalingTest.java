package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Decision.Scaled;
import rouse.contracts.event.Decision.ScalingHeld;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.contracts.status.PlatformStatus.ScalingStatus;
import rouse.contracts.status.WhyNot;
import rouse.core.scale.RetireOrder;
import rouse.core.state.DecisionRecord;
import rouse.core.state.DesiredState;
import rouse.core.state.InstanceState;
import rouse.core.status.StatusViews;
import rouse.core.why.Obstacles;

/** The number of workers follows their load, with every step of it said once. */
class ScalingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final ScalePolicy POLICY =
      ScalePolicy.of(
          1,
          6,
          List.of(new ScaleTarget(ScaleMetric.LOAD, 0.5)),
          Duration.ofSeconds(15),
          null,
          new ScaleRate(MINUTE, null, 100, null, null),
          Duration.ofSeconds(20));
  private final Scenario scenario = new Scenario();

  private static Specs.ModuleBuilder node(int count) {
    return self("node").scaled(count, POLICY);
  }

  private ScalingTest up(int count) {
    scenario.declare(platform(node(count)));
    for (int slot = 1; slot <= count; slot++) {
      scenario.bringUp(id("node", slot));
    }
    scenario.skip(MINUTE);
    return this;
  }

  /** The next window; every worker that is alive reports this. */
  private List<Decision> load(double each) {
    Map<Integer, Double> loads = new TreeMap<>();
    running().forEach(slot -> loads.put(slot, each));
    return load(loads);
  }

  private List<Decision> load(Map<Integer, Double> loads) {
    List<WorkerLoad> workers = new ArrayList<>();
    loads.forEach((slot, load) -> workers.add(new WorkerLoad(slot, 0, load, null, null, null)));
    Instant to = scenario.skip(Duration.ofMillis(1500)).now();
    return scenario.fact(Loads.observed("ias", "node", to, workers)).decisions();
  }

  private List<Integer> running() {
    return scenario.state.wanted("node").stream()
        .filter(i -> i.seen().isUp())
        .map(i -> i.id().slot())
        .toList();
  }

  private List<Integer> wanted() {
    return scenario.state.wanted("node").stream().map(i -> i.id().slot()).toList();
  }

  private <D> List<D> ever(Class<D> type) {
    return scenario.all.stream()
        .map(DecisionRecord::body)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  private void pass(Duration time, double each) {
    for (long ms = 0; ms < time.toMillis(); ms += 1500) {
      load(each);
    }
  }

  @Test
  @DisplayName(
      "R46 loaded workers get help: a decision with its numbers, and the command it causes")
  void up() {
    List<Decision> decisions = up(2).load(0.8);
    Scaled scaled = (Scaled) decisions.getFirst();
    assertThat(scaled.from()).isEqualTo(2);
    assertThat(scaled.to()).isEqualTo(4);
    assertThat(scaled.cause()).isEqualTo("load");
    assertThat(scaled.reason())
        .isEqualTo("load is 0.8 on average of 2 of 2 ready workers, target 0.5");
    assertThat(scenario.commandIds())
        .containsExactly("ensure-running/ias/node/3/1", "ensure-running/ias/node/4/1");
    DecisionRecord first = scenario.last().getFirst();
    assertThat(scenario.last().get(1).causationId()).isEqualTo(first.id());
    assertThat(first.causationId()).startsWith("f");
  }

  @Test
  @DisplayName("R48 when load falls workers are drained and retired, all at once, not in turn")
  void down() {
    up(6);
    pass(MINUTE.minusSeconds(6), 0.01);
    assertThat(ever(Scaled.class)).isEmpty();
    assertThat(ever(ScalingHeld.class))
        .extracting(ScalingHeld::cause)
        .containsOnlyOnce("stabilize");
    load(0.5);
    pass(MINUTE, 0.01);
    pass(Duration.ofSeconds(3), 0.01);
    assertThat(ever(Scaled.class)).extracting(Scaled::to).containsExactly(1);
    List<Command> retired =
        ever(Decision.CommandIssued.class).stream()
            .map(Decision.CommandIssued::command)
            .filter(Command.Retire.class::isInstance)
            .toList();
    assertThat(retired)
        .hasSize(5)
        .allSatisfy(
            command ->
                assertThat(((Command.Retire) command).drain()).isEqualTo(Duration.ofSeconds(20)));
    assertThat(wanted()).containsExactly(1);
  }

  @Test
  @DisplayName("R48 at the maximum it is said once, however long the load lasts")
  void max() {
    up(6);
    pass(MINUTE, 3);
    assertThat(ever(ScalingHeld.class)).extracting(ScalingHeld::cause).containsExactly("max");
    assertThat(ever(ScalingHeld.class).getFirst().reason()).contains("6 at most");
    assertThat(wanted()).hasSize(6);
  }

  @Test
  @DisplayName("R48 a change that is bounded says what the load would need")
  void bounded() {
    Scaled scaled = (Scaled) up(2).load(5).getFirst();
    assertThat(scaled.to()).isEqualTo(6);
    assertThat(scaled.reason()).contains("the load needs 20", "6 at most");
  }

  @Test
  @DisplayName("R48 loss of metrics retires nobody, and is said once until they are back")
  void noMetrics() {
    up(4);
    for (int i = 0; i < 1000; i++) {
      load(Map.of());
    }
    assertThat(wanted()).hasSize(4);
    assertThat(ever(ScalingHeld.class)).extracting(ScalingHeld::cause).containsExactly("no-load");
    load(0.5);
    load(Map.of());
    assertThat(ever(ScalingHeld.class)).hasSize(2);
  }

  @Test
  @DisplayName("R48 some missing reports keep the others from shrinking the number below need")
  void missing() {
    up(4);
    for (int i = 0; i < 100; i++) {
      load(Map.of(1, 0.35, 2, 0.35));
    }
    assertThat(ever(Scaled.class)).isEmpty();
    assertThat(ever(ScalingHeld.class)).extracting(ScalingHeld::cause).containsExactly("missing");
    assertThat(ever(ScalingHeld.class).getFirst().load().missing()).containsExactly(3, 4);
  }

  @Test
  @DisplayName("R46 a failing worker is capacity to recover, not load to add")
  void failing() {
    up(2);
    scenario.died(id("node", 2), 1);
    assertThat(scenario.commandIds()).hasSize(1);
    assertThat(load(Map.of(1, 0.9))).extracting("cause").containsExactly("unready");
    assertThat(wanted()).hasSize(2);
    scenario.succeed(id("node", 2)).heard(id("node", 2), 1).heard(id("node", 2), 3);
    scenario.skip(MINUTE);
    load(0.5);
    assertThat(ever(Scaled.class)).isEmpty();
  }

  @Test
  @DisplayName("R48 a worker that is not ready for the whole window is not counted as one that is")
  void notReadyYet() {
    up(2).load(0.8);
    scenario.bringUp(id("node", 3), id("node", 4));
    load(Map.of(1, 0.8, 2, 0.8, 3, 0.0, 4, 0.0));
    assertThat(ever(Scaled.class)).hasSize(1);
    assertThat(wanted()).hasSize(4);
  }

  @Test
  @DisplayName("R48 rouse up again does not reset the number, another number in the file does")
  void upAgain() {
    up(2).load(0.8);
    scenario.bringUp(id("node", 3), id("node", 4));
    scenario.wish(platform(node(2)));
    assertThat(wanted()).hasSize(4);
    scenario.wish(platform(node(3)));
    assertThat(wanted()).hasSize(3);
  }

  @Test
  @DisplayName("R48 what an operator wants holds against the load until it ends")
  void operator() {
    up(2);
    scenario.fact(new Fact.ScaleRequested("ias", "node", 4, "ops", Duration.ofMinutes(30)));
    Scaled scaled = scenario.decisions(Scaled.class).getFirst();
    assertThat(scaled.cause()).isEqualTo("operator");
    assertThat(scaled.reason()).isEqualTo("ops wants 4 for 30m");
    scenario.bringUp(id("node", 3), id("node", 4)).skip(MINUTE);
    pass(Duration.ofMinutes(10), 0.01);
    assertThat(wanted()).hasSize(4);
    assertThat(ever(ScalingHeld.class)).extracting(ScalingHeld::cause).containsExactly("operator");
    scenario.pass(Duration.ofMinutes(20));
    load(0.01);
    assertThat(wanted()).as("load decides again").hasSize(1);
  }

  @Test
  @DisplayName("R48 a release ends what an operator wanted; without known load the file counts")
  void released() {
    up(2);
    scenario.fact(new Fact.ScaleRequested("ias", "node", 4, "ops", null));
    scenario.fact(new Fact.ReleaseRequested("ias", "node", "ops"));
    assertThat(scenario.decisions(Scaled.class)).extracting(Scaled::to).containsExactly(2);
    assertThat(wanted()).containsExactly(1, 2);
  }

  @Test
  @DisplayName("R48 an operator stays within the bounds of the file")
  void withinBounds() {
    up(2);
    scenario.fact(new Fact.ScaleRequested("ias", "node", 7, "ops", null));
    assertThat(scenario.decisions(Decision.Refused.class)).hasSize(1);
    assertThat(wanted()).hasSize(2);
  }

  @Test
  @DisplayName("R48 those go first that serve nobody: dead, then idle, then the highest slot")
  void order() {
    up(6);
    scenario.died(id("node", 2), 1);
    for (int i = 0; i < 45; i++) {
      load(Map.of(1, 0.4, 3, 0.4, 4, 0.0, 5, 0.4, 6, 0.4));
    }
    assertThat(ever(Scaled.class).getFirst().retired()).containsExactly(2, 4);
    assertThat(scenario.state.instance(id("node", 2)).incident()).isNull();
    assertThat(wanted()).containsExactly(1, 3, 5, 6);
  }

  @Test
  @DisplayName("R48 those with another definition than the wanted one go before idle ones")
  void obsoleteFirst() {
    up(5);
    var workers = scenario.state.wanted("node");
    var first = RetireOrder.first(3, workers, i -> i.id().slot() == 2, Set.of(1));
    assertThat(first).extracting(i -> i.id().slot()).containsExactly(2, 1, 5);
  }

  @Test
  @DisplayName("R48 a retired worker that dies while it drains is neither an incident nor replaced")
  void diesWhileDraining() {
    up(2);
    scenario.fact(new Fact.ScaleRequested("ias", "node", 1, "ops", null));
    scenario.died(id("node", 2), 137);
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
    InstanceState gone = scenario.state.instance(id("node", 2));
    assertThat(gone.desired()).isEqualTo(DesiredState.GONE);
  }

  @Test
  @DisplayName("R48 the same window twice is taken in once")
  void repeated() {
    up(2);
    Instant to = scenario.now();
    List<WorkerLoad> loads =
        List.of(
            new WorkerLoad(1, 1, 0.8, null, null, null),
            new WorkerLoad(2, 1, 0.8, null, null, null));
    scenario.fact(Loads.observed("ias", "node", to, loads));
    assertThat(scenario.decisions(Scaled.class)).hasSize(1);
    scenario.fact(Loads.observed("ias", "node", to, loads));
    assertThat(scenario.decisions()).isEmpty();
  }

  private ScalingStatus status() {
    return StatusViews.status(scenario.state, scenario.now(), null, key -> null)
        .modules()
        .getFirst()
        .scaling();
  }

  @Test
  @DisplayName("R46 the status tells bounds, load and the last decision, before and after a window")
  void statusTellsIt() {
    up(2);
    assertThat(status())
        .isEqualTo(new ScalingStatus(null, null, null, 1, 6, null, null, null, null, null, null));
    load(0.8);
    assertThat(status().metric()).isEqualTo("load");
    assertThat(status().value()).isEqualTo(0.8);
    assertThat(status().target()).isEqualTo(0.5);
    assertThat(status().ready()).isEqualTo(2);
    assertThat(status().reporting()).isEqualTo(2);
    assertThat(status().last()).startsWith("from 2 to 4: load is 0.8");
    scenario.fact(new Fact.ScaleRequested("ias", "node", 5, "ops", null));
    assertThat(status().operator()).isEqualTo(5);
  }

  /** Why there is no worker in the next slot. */
  private WhyNot whyNoMore() {
    return Obstacles.ofFreeSlot(
            scenario.state, id("node", 7), new Obstacles.Sight(null, "watching", null, null))
        .orElseThrow();
  }

  @Test
  @DisplayName("R52 why was no worker added: the rule that holds the number, with its numbers")
  void whyNoWorkerWasAdded() {
    up(2);
    assertThat(whyNoMore().summary())
        .isEqualTo("2 workers are wanted, of 1 to 6; no window of load was observed yet.");
    load(0.5);
    assertThat(whyNoMore().summary())
        .contains("the load needs no other number: load is 0.5 on average of 2 of 2");
    load(Map.of());
    assertThat(whyNoMore().summary()).contains("stays at 2: its load is not known");
    scenario.fact(new Fact.ScaleRequested("ias", "node", 6, "ops", null));
    assertThat(whyNoMore().summary())
        .isEqualTo(
            "6 workers are wanted, of 1 to 6; an operator wants 6, and 'rouse release node' ends that.");
    scenario.fact(new Fact.ReleaseRequested("ias", "node", "ops"));
    load(3);
    load(3);
    assertThat(whyNoMore().summary()).contains("stays at 6: the file allows 6 at most; load is 3");
    load(0.05);
    assertThat(whyNoMore().summary())
        .contains("the load needs 1, and it stays at 6: a change has to last");
    load(3);
    assertThat(whyNoMore().summary()).as("said before, and true again").contains("6 at most");
    assertThat(whyNoMore().conditions().getFirst()).contains("load above 0.55", "up to 6");
    assertThat(
            Obstacles.of(
                    scenario.state,
                    scenario.state.instance(id("node", 1)),
                    new Obstacles.Sight(null, "watching", null, null))
                .holds())
        .extracting(WhyNot.Hold::kind)
        .contains("alive", "scaling");
  }

  @Test
  @DisplayName("R52 a slot of a module with a fixed number has no such answer")
  void fixedNumber() {
    scenario.declare(platform(self("app")));
    assertThat(
            Obstacles.ofFreeSlot(
                scenario.state, id("app", 2), new Obstacles.Sight(null, "watching", null, null)))
        .isEmpty();
  }
}
