package rouse.core.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;

/** Bad days in virtual time; a failing seed is printed and can be run again. */
class SilenceSimulationTest {

  @Property(tries = 300)
  @Label("R18 R22 whatever goes wrong: no living module is accused, each dead one exactly once")
  void accusesTheDeadAlone(@ForAll long seed) {
    SimulatedCluster cluster = new SimulatedCluster(seed, 12);
    cluster.calm(5);
    cluster.storm(300);
    cluster.calm(60);

    assertThat(cluster.falselyAccused).isEmpty();
    assertThat(cluster.accusations.keySet()).isEqualTo(cluster.dead());
    assertThat(
            cluster.accusations.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .collect(Collectors.toSet()))
        .isEmpty();
  }
}
