package rouse.streams.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.InstanceHeard;
import rouse.contracts.event.Fact.InstanceSilent;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.heartbeat.HeartbeatRecord.Watch;

class LivenessTopologyTest {
  private static final String ONE = "ias/app_ui/1";
  private final LivenessDriver driver = new LivenessDriver();

  @AfterEach
  void stop() {
    driver.close();
  }

  @Test
  @DisplayName("R27 heard when it starts to beat, silent when it stops")
  void heardAndSilent() {
    driver.pass(Duration.ofSeconds(1));
    driver.write(ONE, new Watch(1, Duration.ofSeconds(3), Duration.ofSeconds(60), null));
    for (int i = 1; i <= 5; i++) {
      driver.write(ONE, Beat.of(1, i)).pass(Duration.ofSeconds(1));
    }
    driver.pass(Duration.ofSeconds(4));

    assertThat(driver.facts())
        .extracting(Fact::getClass)
        .containsSubsequence(InstanceHeard.class, InstanceHeard.class, InstanceSilent.class);
  }
}
