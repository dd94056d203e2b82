package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Decision.Scaled;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.state.CommandInFlight;
import rouse.core.state.CommandKind;
import rouse.core.state.InstanceState;

/** Ten minutes of requests that come and go, on log time, as they are shared by the workers. */
class SquareWaveTest {
  private static final Duration HOP = Duration.ofMillis(1500);
  private static final Duration WINDOW = Duration.ofSeconds(15);
  private static final Duration STABILIZE = Duration.ofMinutes(2);
  private static final int MIN = 2;
  private static final int MAX = 8;

  /** What one worker can do is 1; so many are busy with the wave's high and with its low. */
  private static final double HIGH = 3.5;

  private static final double LOW = 0.4;
  private final Scenario scenario = new Scenario();
  private final Set<String> served = new HashSet<>();

  private record Change(Instant at, Scaled scaled) {}

  @ParameterizedTest(name = "half a wave of {0} s")
  @ValueSource(ints = {10, 20, 30, 45, 60, 90, 115})
  @DisplayName("R48 a square wave causes no more than one retirement per stabilisation window")
  void wave(int halfSeconds) {
    scenario.declare(platform(self("node").scaled(MIN, policy())));
    serve();
    scenario.skip(Duration.ofMinutes(1));
    Instant start = scenario.now();
    List<Change> changes = new ArrayList<>();
    double mean = LOW;
    while (scenario.now().isBefore(start.plus(Duration.ofMinutes(10)))) {
      long second = Duration.between(start, scenario.now()).toSeconds();
      double work = second / halfSeconds % 2 == 0 ? HIGH : LOW;
      // A window's mean follows the load with the window's length.
      mean += (work - mean) * HOP.toMillis() / WINDOW.toMillis();
      observe(mean);
      scenario.decisions(Scaled.class).forEach(s -> changes.add(new Change(scenario.now(), s)));
      serve();
      assertThat(scenario.state.wanted("node").size()).isBetween(MIN, MAX);
    }
    assertThat(changes).as("it follows the load at all").isNotEmpty();
    List<Change> downs = changes.stream().filter(c -> c.scaled().to() < c.scaled().from()).toList();
    for (int i = 1; i < downs.size(); i++) {
      assertThat(Duration.between(downs.get(i - 1).at(), downs.get(i).at()))
          .as("%s", changes)
          .isGreaterThanOrEqualTo(STABILIZE.minus(HOP));
    }
    if (halfSeconds * 2 < STABILIZE.toSeconds()) {
      assertThat(downs).as("a high comes within every window").isEmpty();
    }
  }

  private static ScalePolicy policy() {
    return ScalePolicy.of(
        MIN,
        MAX,
        List.of(new ScaleTarget(ScaleMetric.LOAD, 0.7)),
        WINDOW,
        null,
        new ScaleRate(STABILIZE, null, 100, null, null),
        null);
  }

  /** The work is shared by those that run. */
  private void observe(double work) {
    List<InstanceState> up =
        scenario.state.wanted("node").stream().filter(i -> i.seen().isUp()).toList();
    List<WorkerLoad> loads =
        up.stream()
            .map(i -> new WorkerLoad(i.id().slot(), 0, work / up.size(), null, null, null))
            .toList();
    Instant to = scenario.skip(HOP).now();
    scenario.fact(Loads.observed("ias", "node", to, loads));
  }

  /** Every command is carried out at once. */
  private void serve() {
    for (InstanceState i : List.copyOf(scenario.state.instancesOf("node"))) {
      CommandInFlight command = scenario.state.instance(i.id()).effort().inFlight();
      if (command == null || !served.add(command.commandId())) {
        continue;
      }
      InstanceId id = id("node", i.id().slot());
      if (command.verb() == CommandKind.RETIRE) {
        scenario.succeed(id);
      } else {
        scenario.bringUp(id);
      }
    }
    assertThat(scenario.decisions(Decision.IncidentOpened.class)).isEmpty();
  }
}
