package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact;
import rouse.executor.docker.OwnEngine;

@DisplayName("The Docker engine is restarted under a platform")
class EngineRestartIT {
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final String SERVICES =
      """
      beating: { image: BEATER, x-rouse: { heartbeat: { source: self } } }
      watched: { image: BEATER, depends_on: [beating], volumes: [/data] }
      """;

  @Test
  @DisplayName(
      "R18 R38 all modules come back with their volumes, and what an operator stops afterwards stays stopped")
  void restarted() throws Exception {
    try (OwnEngine engine = OwnEngine.start();
        TestPlatform platform = TestPlatform.on(engine.address(), "engine", SERVICES);
        DevProcess dev = platform.dev("--set", "docker.host=" + engine.address())) {
      dev.start().awaitAlive();
      String volume = volume(platform);

      engine.stop();
      engine.startAgain();

      await().atMost(SOON).until(() -> dev.incidents().size() >= 2 && isAlive(dev));
      EventLog log = new EventLog(dev.kafka());
      assertThat(log.facts(Fact.ContainerStoppedByOperator.class)).isEmpty();
      assertThat(log.facts(Fact.ContainerDied.class)).hasSize(2);
      assertThat(dev.incidents()).extracting("outcome").containsOnly("recovered");
      assertThat(volume(platform)).isEqualTo(volume);

      String stopped = platform.engine().only(platform.name(), "watched");
      platform.engine().client().stopContainerCmd(stopped).withTimeout(1).exec();
      await().atMost(SOON).until(() -> dev.instance("watched").desired().equals("held"));
      assertThat(log.facts(Fact.ContainerStoppedByOperator.class)).hasSize(1);
      assertThat(platform.engine().running(platform.name(), "watched")).isEmpty();
    }
  }

  /** Nobody named it. */
  private static String volume(TestPlatform platform) {
    String id = platform.engine().only(platform.name(), "watched");
    return platform.engine().inspect(id).getMounts().getFirst().getName();
  }

  private static boolean isAlive(DevProcess dev) throws Exception {
    return dev.status().phase().equals("alive")
        && dev.incidents().stream().allMatch(i -> i.closedAt() != null);
  }
}
