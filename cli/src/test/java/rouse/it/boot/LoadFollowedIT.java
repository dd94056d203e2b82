package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.ScaleMetric;
import rouse.contracts.platform.WorkerLoad;
import rouse.it.Traffic;

/** The whole way: sessions that HAProxy counts, a decision, a worker, and its first request. */
class LoadFollowedIT {
  private static final String SCALE =
      "{ min: 1, max: 3, targets: { sessions: 2, cpu: 0.95, memory: 0.9, load: 0.9 }, window: 2s,"
          + " down: { stabilize: 4s }, drain: 20s }";

  @Test
  @DisplayName(
      "B10 R46 R48 R52 R53 R54 workers follow the load up and down: new ones serve, the load per"
          + " worker falls, no request fails, however long, and why --not says why no more are added")
  void upAndDown() throws Exception {
    int port = Host.freePort();
    try (Stage stage = new Stage("followed", BalancedPlatform.services(port, SCALE))) {
      Path file = stage.platform().file();
      Files.writeString(file, Files.readString(file) + BalancedPlatform.configs());
      try (Host host = stage.host("followed-host")) {
        host.start();
        BalancedPlatform.awaitAnswer(port);
        try (Traffic few =
            new Traffic().keepingAlive(1, BalancedPlatform.run(port, "5"), Duration.ofMillis(20))) {
          try (Traffic many =
              new Traffic()
                  .keepingAlive(4, BalancedPlatform.run(port, "0.5"), Duration.ofMillis(5))
                  .connectingAnew(3, BalancedPlatform.run(port, "0.5"), Duration.ofMillis(5))) {
            Stage.soon().until(() -> many.answeredBy("3") > 3);
            // What the new workers took off the others.
            Stage.soon()
                .until(
                    () -> {
                      List<Double> sessions = sessions(stage);
                      return sessions.getLast() < 0.6 * Collections.max(sessions);
                    });
            // Four are needed, and the file allows three.
            Stage.soon()
                .untilAsserted(
                    () -> assertThat(whyNoMore(stage, host)).contains("the file allows 3 at most"));
            assertThat(many.failures()).isEmpty();
          }
          Stage.soon()
              .until(() -> stage.platform().engine().running(stage.name(), "worker").size() == 1);
          assertThat(few.failures()).isEmpty();
        }
        assertThat(stage.log().decisions(Decision.Scaled.class))
            .allSatisfy(scaled -> assertThat(scaled.cause()).isEqualTo("load"))
            .anySatisfy(scaled -> assertThat(scaled.to()).isGreaterThan(scaled.from()))
            .anySatisfy(scaled -> assertThat(scaled.to()).isEqualTo(1));
        assertThat(stage.log().decisions(Decision.ScalingHeld.class))
            .as("the maximum is said once")
            .extracting(Decision.ScalingHeld::cause)
            .containsOnlyOnce("max");
        assertThat(measured(stage)).anySatisfy(LoadFollowedIT::isWhole);
        assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
      }
    }
  }

  private static String whyNoMore(Stage stage, Host host) throws Exception {
    return host.verb("why", "--not", stage.name() + "/worker/4").said();
  }

  /** Per worker, window by window. */
  private static List<Double> sessions(Stage stage) {
    return stage.log().facts(Fact.LoadObserved.class).stream()
        .flatMap(observed -> observed.metrics().stream())
        .filter(metric -> metric.metric() == ScaleMetric.SESSIONS)
        .map(Fact.LoadObserved.MetricLoad::mean)
        .toList();
  }

  private static List<WorkerLoad> measured(Stage stage) {
    return stage.log().facts(Fact.LoadObserved.class).stream()
        .flatMap(observed -> observed.workers().stream())
        .toList();
  }

  /** By HAProxy's count, the worker's own answer, and Docker's count. */
  private static void isWhole(WorkerLoad load) {
    assertThat(load.sessions()).isNotNull();
    assertThat(load.load()).isEqualTo(0.01);
    assertThat(load.cpu()).isBetween(0.0, 1.5);
    assertThat(load.memory()).isBetween(0.0, 1.0);
  }
}
