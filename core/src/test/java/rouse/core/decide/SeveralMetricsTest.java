package rouse.core.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static rouse.core.decide.Scenario.id;
import static rouse.core.decide.Specs.platform;
import static rouse.core.decide.Specs.self;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleTarget;
import rouse.contracts.platform.WorkerLoad;
import rouse.core.scale.HpaReference;
import rouse.core.scale.ScaleAssessment;

/** Several metrics against the published rules: the one that needs most workers counts. */
@DisplayName("R48 Of several metrics the highest need wins")
class SeveralMetricsTest {
  private static final List<Double> TARGETS = List.of(0.5, 0.8, 10.0);
  private static final ScalePolicy POLICY =
      ScalePolicy.of(
          1,
          20,
          List.of(
              new ScaleTarget(ScaleMetric.LOAD, TARGETS.get(0)),
              new ScaleTarget(ScaleMetric.CPU, TARGETS.get(1)),
              new ScaleTarget(ScaleMetric.SESSIONS, TARGETS.get(2))),
          Duration.ofSeconds(15),
          null,
          null,
          null);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // name | load of each of four workers | cpu | sessions | answer
        "all at their targets | .5 .5 .5 .5 | .8 .8 .8 .8 | 10 10 10 10 | 4",
        "one above | 1 1 1 1 | .8 .8 .8 .8 | 10 10 10 10 | 8",
        "one above, the others idle | 0 0 0 0 | 1.6 1.6 1.6 1.6 | 0 0 0 0 | 8",
        "two above, the higher counts | 1 1 1 1 | .8 .8 .8 .8 | 30 30 30 30 | 12",
        "all below, the highest need counts | .1 .1 .1 .1 | .4 .4 .4 .4 | 1 1 1 1 | 2",
        "one within tolerance holds the others | .1 .1 .1 .1 | .76 .76 .76 .76 | 1 1 1 1 | 4",
        "one unknown, the others above | - - - - | 1.6 1.6 1.6 1.6 | 0 0 0 0 | 8",
        "one unknown, the others below: nobody goes | - - - - | .1 .1 .1 .1 | 1 1 1 1 | 4",
        "two unknown, one above | - - - - | - - - - | 20 20 20 20 | 8",
        "all unknown | - - - - | - - - - | - - - - | 4",
        "some reports of one missing | 1 1 - - | .8 .8 .8 .8 | 10 10 10 10 | 4",
        "missing of one, growth of another | .5 - - - | 1.6 1.6 1.6 1.6 | 1 1 1 1 | 8"
      })
  void highestWins(String name, String load, String cpu, String sessions, int answer) {
    Scenario scenario = new Scenario();
    scenario.declare(platform(self("node").scaled(4, POLICY)));
    for (int slot = 1; slot <= 4; slot++) {
      scenario.bringUp(id("node", slot));
    }
    scenario.skip(Duration.ofMinutes(1));
    List<List<Double>> reports = List.of(values(load), values(cpu), values(sessions));
    List<WorkerLoad> workers = new ArrayList<>();
    for (int slot = 1; slot <= 4; slot++) {
      int i = slot - 1;
      workers.add(
          new WorkerLoad(
              slot, 0, reports.get(0).get(i), reports.get(1).get(i), null, reports.get(2).get(i)));
    }
    List<List<Double>> reported =
        reports.stream().map(all -> all.stream().filter(Objects::nonNull).toList()).toList();
    assertThat(HpaReference.several(4, TARGETS, reported)).as("the reference").isEqualTo(answer);
    var observed = Loads.observed("ias", "node", scenario.now(), workers);
    assertThat(ScaleAssessment.of(POLICY, scenario.state.wanted("node"), observed).recommended())
        .isEqualTo(answer);
  }

  private static List<Double> values(String text) {
    return Arrays.stream(text.split(" "))
        .map(value -> value.equals("-") ? null : Double.valueOf(value))
        .toList();
  }
}
