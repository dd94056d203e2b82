package rouse.core.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import rouse.contracts.event.Decision.LoadNumbers;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleRate.Select;
import rouse.contracts.platform.ScaleTarget;
import rouse.core.state.ModuleScaling;

/**
 * The number of workers against {@link HpaReference}, which follows the published description of
 * Kubernetes' HPA v2 step by step and shares no code with what it judges.
 */
@DisplayName("R48 The number of workers is that of Kubernetes' HPA v2")
class HpaConformanceTest {
  private static final Instant START = Instant.parse("2026-01-31T09:00:00Z");
  private static final LoadNumbers NUMBERS =
      new LoadNumbers(ScaleMetric.LOAD, null, 1, 0, 0, List.of());

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // name | wanted | target | reported by ready ones | missing | unready | answer
        "at its target | 3 | 0.7 | 0.7 0.7 0.7 | 0 | 0 | 3",
        "a little above, tolerated | 3 | 0.7 | 0.76 0.76 0.76 | 0 | 0 | 3",
        "ten percent above, still tolerated | 5 | 1 | 1.1 1.1 1.1 1.1 1.1 | 0 | 0 | 5",
        "just beyond the tolerance | 5 | 1 | 1.11 1.11 1.11 1.11 1.11 | 0 | 0 | 6",
        "ten percent below, still tolerated | 5 | 1 | 0.9 0.9 0.9 0.9 0.9 | 0 | 0 | 5",
        "just below the tolerance | 5 | 1 | 0.88 0.88 0.88 0.88 0.88 | 0 | 0 | 5",
        "doubles | 2 | 0.5 | 1 1 | 0 | 0 | 4",
        "halves | 4 | 0.5 | 0.25 0.25 0.25 0.25 | 0 | 0 | 2",
        "rounds up | 3 | 0.5 | 0.6 0.6 0.6 | 0 | 0 | 4",
        "rounds up when it shrinks, too | 5 | 1 | 0.5 0.5 0.5 0.5 0.5 | 0 | 0 | 3",
        "one worker is enough | 5 | 1 | 0.01 0.01 0.01 0.01 0.01 | 0 | 0 | 1",
        "idle asks for none | 3 | 1 | 0 0 0 | 0 | 0 | 0",
        "uneven, the mean counts | 4 | 0.5 | 1 1 0 0 | 0 | 0 | 4",
        "uneven above | 4 | 0.5 | 2 1 0.5 0.5 | 0 | 0 | 8",
        "far above | 2 | 0.1 | 5 5 | 0 | 0 | 100",
        "nobody reports | 4 | 0.7 |  | 4 | 0 | 4",
        "nobody is ready | 4 | 0.7 |  | 0 | 4 | 4",
        "nobody at all | 0 | 0.7 |  | 0 | 0 | 0",
        "one missing tempers growth | 4 | 0.5 | 0.8 0.8 0.8 | 1 | 0 | 5",
        "one missing hides growth within tolerance | 4 | 1 | 1.4 1.4 1.4 | 1 | 0 | 4",
        "one missing, strong growth goes through | 4 | 0.5 | 2 2 2 | 1 | 0 | 12",
        "two missing of four, growth | 4 | 0.5 | 1.5 1.5 | 2 | 0 | 6",
        "many missing turn growth around, so it stays | 5 | 1 | 1.5 | 4 | 0 | 5",
        "one missing tempers shrinking | 4 | 1 | 0.2 0.2 0.2 | 1 | 0 | 2",
        "two missing, shrinking within tolerance | 4 | 1 | 0.85 0.85 | 2 | 0 | 4",
        "two missing of four, shrinking | 4 | 1 | 0.1 0.1 | 2 | 0 | 3",
        "most missing, shrinking little | 10 | 1 | 0.1 | 9 | 0 | 10",
        "missing at the target exactly | 4 | 1 | 1 1 | 2 | 0 | 4",
        "missing while tolerated above | 4 | 1 | 1.05 1.05 | 2 | 0 | 4",
        "missing while tolerated below | 4 | 1 | 0.95 0.95 | 2 | 0 | 4",
        "one unready tempers growth | 3 | 0.5 | 0.8 0.8 | 0 | 1 | 3",
        "one unready hides growth | 3 | 1 | 1.5 1.5 | 0 | 1 | 3",
        "many unready turn growth around, so it stays | 6 | 1 | 1.5 1.5 | 0 | 4 | 6",
        "unready, strong growth goes through | 4 | 0.5 | 2 2 | 0 | 2 | 8",
        "unready do not temper shrinking | 4 | 1 | 0.5 0.5 | 0 | 2 | 1",
        "unready and shrinking counts ready ones | 6 | 1 | 0.4 0.4 0.4 | 0 | 3 | 2",
        "unready at the target | 4 | 1 | 1 1 | 0 | 2 | 4",
        "unready while tolerated | 4 | 1 | 1.1 1.1 | 0 | 2 | 4",
        "missing and unready temper growth | 6 | 1 | 2 2 2 | 1 | 2 | 6",
        "missing and unready stop growth | 6 | 1 | 1.9 1.9 1.9 | 1 | 2 | 6",
        "missing and unready, growth through | 4 | 0.5 | 3 3 | 1 | 1 | 12",
        "missing and unready, shrinking | 6 | 1 | 0.2 0.2 0.2 | 1 | 2 | 2",
        "growth that would end below what there is | 10 | 1 | 1.5 1.5 | 0 | 0 | 3",
        "growth of a few among many missing stays | 10 | 1 | 3 3 | 2 | 0 | 10",
        "growth of a few with unready below what there is | 10 | 1 | 4 4 | 0 | 1 | 10",
        "shrinking that would end above what there is | 2 | 1 | 0.6 0.6 0.6 0.6 | 1 | 0 | 2",
        "sessions, not a fraction | 2 | 20 | 55 61 | 0 | 0 | 6",
        "sessions fall | 5 | 20 | 3 4 5 2 1 | 0 | 0 | 1",
        "tiny target | 3 | 0.001 | 0.002 0.002 0.002 | 0 | 0 | 6",
        "large numbers | 3 | 1000000 | 2500000 2500000 2500000 | 0 | 0 | 8",
        "a product that is not exact | 5 | 1 | 1.2 1.2 1.2 1.2 1.2 | 0 | 0 | 6",
        "a quotient that is not exact | 3 | 0.3 | 0.6 0.6 0.6 | 0 | 0 | 6",
        "twenty to one | 20 | 0.7 | 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 0.02 | 0 | 0 | 1",
        "one to many | 1 | 0.7 | 7 | 0 | 0 | 10"
      })
  void calculation(
      String name, int current, double target, String loads, int missing, int unready, int answer) {
    List<Double> reported =
        loads == null ? List.of() : Arrays.stream(loads.split(" ")).map(Double::valueOf).toList();
    assertThat(HpaReference.replicas(current, target, reported, missing, unready))
        .as("the reference")
        .isEqualTo(answer);
    assertThat(ReplicaCalculator.replicas(current, target, reported, missing, unready).replicas())
        .isEqualTo(answer);
  }

  @RepeatedTest(20)
  @DisplayName("any load of any workers")
  void anyCalculation(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < 1000; i++) {
      List<Double> reported = new ArrayList<>();
      for (int worker = random.nextInt(8); worker > 0; worker--) {
        reported.add(random.nextInt(40) / 20.0);
      }
      int missing = random.nextInt(4);
      int unready = random.nextInt(4);
      int current = reported.size() + missing + unready;
      double target = (1 + random.nextInt(20)) / 20.0;
      assertThat(ReplicaCalculator.replicas(current, target, reported, missing, unready).replicas())
          .as("%d at %s: %s, %d missing, %d unready", current, target, reported, missing, unready)
          .isEqualTo(HpaReference.replicas(current, target, reported, missing, unready));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        // name | wanted | min max | up: stabilize workers percent period select | down | time=need
        "up at once | 2 | 1 9 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=4 15=4",
        "up by four at most | 1 | 1 90 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=50 15=50 30=50 45=50",
        "up by as many as there are | 8 | 1 90 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=50 5=50 15=50 30=50",
        "the lower of two bounds up | 8 | 1 90 | 0 4 100 15 MIN | 300 - 100 15 MAX | 0=50 15=50 30=50",
        "never up | 2 | 1 9 | 0 4 100 15 DISABLED | 300 - 100 15 MAX | 0=9 60=9",
        "never down | 9 | 1 9 | 0 4 100 15 MAX | 0 - 100 15 DISABLED | 0=1 60=1",
        "up is waited for | 2 | 1 9 | 30 4 100 15 MAX | 300 - 100 15 MAX | 0=5 10=4 20=6 31=6 41=6",
        "a dip ends the wait for up | 2 | 1 9 | 30 4 100 15 MAX | 300 - 100 15 MAX | 0=5 20=2 31=5 49=5 51=5",
        "down after five minutes | 6 | 1 9 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=2 150=2 299=2 301=2",
        "a peak holds for five minutes | 6 | 1 9 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=2 290=5 301=2 580=2 591=2",
        "down to the highest of the time | 9 | 1 9 | 0 4 100 15 MAX | 60 - 100 15 MAX | 0=3 20=4 40=3 61=2 81=2 101=2",
        "down by one a minute | 9 | 1 9 | 0 4 100 15 MAX | 0 1 - 60 MAX | 0=1 30=1 60=1 90=1 121=1",
        "down by ten percent | 40 | 1 90 | 0 4 100 15 MAX | 0 - 10 60 MAX | 0=1 60=1 120=1 180=1",
        "the higher of two bounds down | 40 | 1 90 | 0 4 100 15 MAX | 0 5 50 60 MAX | 0=1 60=1 120=1",
        "the lower of two bounds down | 40 | 1 90 | 0 4 100 15 MAX | 0 5 50 60 MIN | 0=1 60=1 120=1",
        "never above the maximum | 5 | 1 6 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=50 15=50",
        "never below the minimum | 5 | 3 6 | 0 4 100 15 MAX | 0 - 100 15 MAX | 0=1 15=1",
        "up and down count for one another | 4 | 1 90 | 0 2 - 60 MAX | 0 2 - 60 MAX | 0=9 10=1 20=9 30=1 70=9",
        "steady | 4 | 1 9 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=4 100=4 400=4",
        "a wave is ridden out | 4 | 1 9 | 0 4 100 15 MAX | 300 - 100 15 MAX | 0=8 60=2 120=8 180=2 240=8 300=2 541=2"
      })
  void limits(String name, int wanted, String bounds, String up, String down, String course) {
    int[] minMax = Arrays.stream(bounds.split(" ")).mapToInt(Integer::parseInt).toArray();
    compare(name, wanted, policy(minMax[0], minMax[1], rate(up), rate(down)), steps(course));
  }

  @RepeatedTest(20)
  @DisplayName("any course within any limits")
  void anyCourse(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < 100; i++) {
      int min = random.nextInt(3);
      ScalePolicy policy =
          policy(min, min + 1 + random.nextInt(30), anyRate(random), anyRate(random));
      List<int[]> steps = new ArrayList<>();
      int at = 0;
      for (int step = 0; step < 60; step++) {
        steps.add(new int[] {at, random.nextInt(35)});
        at += 1 + random.nextInt(20);
      }
      compare("seed " + seed.getCurrentRepetition(), min + 1, policy, steps);
    }
  }

  private static ScaleRate anyRate(Random random) {
    return new ScaleRate(
        Duration.ofSeconds(random.nextInt(3) * 40L),
        random.nextBoolean() ? 1 + random.nextInt(5) : null,
        random.nextBoolean() ? 10 * (1 + random.nextInt(15)) : null,
        Duration.ofSeconds(5 + random.nextInt(60)),
        Select.values()[random.nextInt(10) == 0 ? 2 : random.nextInt(2)]);
  }

  /** Both go the same way; each sees what it did itself. */
  private static void compare(String name, int wanted, ScalePolicy policy, List<int[]> steps) {
    HpaReference reference = new HpaReference(policy, wanted);
    ModuleScaling history = ModuleScaling.NONE;
    int current = wanted;
    for (int[] step : steps) {
      Instant at = START.plusSeconds(step[0]);
      history = history.observed(policy, at, at, current, step[1], NUMBERS);
      int allowed = ScaleLimits.allow(policy, history, current, step[1], at).replicas();
      assertThat(allowed)
          .as("%s at %d s, from %d, need %d, %s", name, step[0], current, step[1], policy)
          .isEqualTo(reference.decide(step[0], step[1]));
      if (allowed != current) {
        history = history.scaled(at, allowed - current, true, null);
        current = allowed;
      }
    }
  }

  private static List<int[]> steps(String course) {
    return Arrays.stream(course.split(" "))
        .map(step -> step.split("="))
        .map(step -> new int[] {Integer.parseInt(step[0]), Integer.parseInt(step[1])})
        .toList();
  }

  private static ScaleRate rate(String text) {
    String[] part = text.split(" ");
    return new ScaleRate(
        Duration.ofSeconds(Integer.parseInt(part[0])),
        part[1].equals("-") ? null : Integer.valueOf(part[1]),
        part[2].equals("-") ? null : Integer.valueOf(part[2]),
        Duration.ofSeconds(Integer.parseInt(part[3])),
        Select.valueOf(part[4]));
  }

  private static ScalePolicy policy(int min, int max, ScaleRate up, ScaleRate down) {
    List<ScaleTarget> targets = List.of(new ScaleTarget(ScaleMetric.LOAD, 1));
    return ScalePolicy.of(min, max, targets, null, up, down, null);
  }
}
