package rouse.core.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import rouse.contracts.platform.ScalePolicy;
import rouse.contracts.platform.ScaleRate;
import rouse.contracts.platform.ScaleRate.Select;

/**
 * The number of workers against {@link HpaReference}, which follows the published description of
 * Kubernetes' HPA v2 step by step and shares no code with what it judges.
 */
@DisplayName("R48 The number of workers is that of Kubernetes' HPA v2")
class HpaConformanceTest {
  private static List<HpaCase> table() {
    return HpaCase.table();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void inTheTable(HpaCase each) {
    assertThat(each.isEqual()).as("%s", each).isTrue();
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

  @RepeatedTest(20)
  @DisplayName("any course within any limits")
  void anyCourse(RepetitionInfo seed) {
    Random random = new Random(seed.getCurrentRepetition());
    for (int i = 0; i < 100; i++) {
      int min = random.nextInt(3);
      ScalePolicy policy =
          HpaCase.policy(min, min + 1 + random.nextInt(30), anyRate(random), anyRate(random));
      List<int[]> steps = new ArrayList<>();
      int at = 0;
      for (int step = 0; step < 60; step++) {
        steps.add(new int[] {at, random.nextInt(35)});
        at += 1 + random.nextInt(20);
      }
      HpaCase course = HpaCase.course("any", min + 1, policy, steps);
      assertThat(course.isEqual()).as("%s within %s", course, policy).isTrue();
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
}
