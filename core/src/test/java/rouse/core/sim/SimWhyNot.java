package rouse.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import rouse.contracts.event.Decision;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.status.WhyNot;
import rouse.core.state.DecisionRecord;
import rouse.core.state.InstanceState;
import rouse.core.state.PlatformState;
import rouse.core.why.Obstacles;

/**
 * After every fact Rouse has done what there was to do. So for every instance about which something
 * was decided there is something that holds it back from doing more.
 */
final class SimWhyNot {
  private SimWhyNot() {}

  static void check(Instant at, PlatformState state, List<DecisionRecord> decided) {
    for (InstanceId id : concerned(decided)) {
      InstanceState i = state.instance(id);
      WhyNot answer = Obstacles.of(state, i, new Obstacles.Sight(at, "watching", null, null));
      assertThat(answer.holds())
          .as("what holds Rouse back from acting on %s", i)
          .extracting(WhyNot.Hold::kind)
          .doesNotContain("next-fact");
    }
  }

  private static Set<InstanceId> concerned(List<DecisionRecord> decided) {
    return decided.stream()
        .map(DecisionRecord::body)
        .filter(Decision.OfInstance.class::isInstance)
        .map(body -> ((Decision.OfInstance) body).instance())
        .collect(Collectors.toSet());
  }
}
