package rouse.it.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.topic.Topics;
import rouse.it.Traffic;

/** A real HAProxy before workers that come and go, while callers send their requests. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("Workers behind HAProxy")
class BalanceIT {
  private static final int PORT = Host.freePort();
  private static final String DRAINING = "{\"event\":\"draining\",\"worker\":\"worker_2\"";
  private static Stage stage;
  private static Host host;
  private static Traffic traffic;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("balance", BalancedPlatform.services(PORT, "{ min: 1, max: 4, drain: 20s }"));
    Path file = stage.platform().file();
    Files.writeString(file, Files.readString(file) + BalancedPlatform.configs());
    host = stage.host("balance-host");
    host.start();
    BalancedPlatform.awaitAnswer(PORT);
    traffic =
        new Traffic()
            .keepingAlive(2, BalancedPlatform.run(PORT, "0.005"), Duration.ofMillis(20))
            .connectingAnew(1, BalancedPlatform.run(PORT, "0.005"), Duration.ofMillis(20))
            .keepingAlive(2, BalancedPlatform.run(PORT, "2"), Duration.ofMillis(20));
  }

  @AfterAll
  static void end() {
    if (traffic != null) {
      traffic.close();
    }
    host.close();
    stage.close();
  }

  private static void scale(int count) throws Exception {
    Host.Ended ended = host.verb("scale", "worker", Integer.toString(count), "-p", stage.name());
    assertThat(ended.exitCode()).as(ended.said()).isZero();
  }

  private static void awaitWorkers(int count) {
    Stage.soon()
        .until(() -> stage.platform().engine().running(stage.name(), "worker").size() == count);
  }

  @Test
  @Order(1)
  @DisplayName("R46 R52 workers are added and drained under traffic, and no request is lost")
  void cycles() throws Exception {
    for (int cycle = 0; cycle < 2; cycle++) {
      scale(3);
      long before = traffic.answeredBy("3");
      Stage.soon().until(() -> traffic.answeredBy("3") > before + 3);
      scale(1);
      awaitWorkers(1);
    }
    assertThat(traffic.failures()).isEmpty();
    assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
  }

  @Test
  @Order(2)
  @DisplayName("R46 HAProxy reloaded, then killed, while workers come: it has all of them again")
  void haproxyLosesItsServers() throws Exception {
    scale(2);
    stage.platform().engine().client().killContainerCmd(balancer()).withSignal("HUP").exec();
    awaitAnswersOf("2");
    scale(3);
    stage.platform().engine().crash(balancer());
    awaitAnswersOf("3");
    awaitAnswersOf("1");
    // While nobody listened, or the new process had no server yet, requests could not be served.
    traffic.forgetFailures();
  }

  @Test
  @Order(3)
  @DisplayName("R46 an executor that is killed before it has added a worker adds it afterwards")
  void executorKilled() throws Exception {
    scale(4);
    Stage.soon().until(() -> stage.platform().engine().running(stage.name(), "worker").size() == 4);
    host.kill();
    host.start();
    awaitAnswersOf("4");
    scale(1);
    awaitWorkers(1);
    assertThat(traffic.failures()).isEmpty();
  }

  @Test
  @Order(4)
  @DisplayName("R47 a worker that dies while it drains is no incident, and is not replaced")
  void diesWhileDraining() throws Exception {
    scale(2);
    awaitAnswersOf("2");
    int incidents = workerIncidents();
    try (Traffic slow =
        new Traffic().keepingAlive(4, BalancedPlatform.run(PORT, "6"), Duration.ofMillis(20))) {
      Stage.soon().until(() -> slow.answeredBy("2") > 0);
      scale(1);
      Stage.soon()
          .until(
              () ->
                  stage.cluster().read(Topics.withDefaultNames().loadBalancer()).stream()
                      .anyMatch(r -> new String(r.value(), UTF_8).startsWith(DRAINING)));
      String second =
          stage.platform().engine().running(stage.name(), "worker").stream()
              .filter(c -> "2".equals(c.getLabels().get("rouse.slot")))
              .findFirst()
              .orElseThrow()
              .getId();
      stage.platform().engine().crash(second);
      awaitWorkers(1);
    }
    assertThat(workerIncidents()).isEqualTo(incidents);
  }

  private static int workerIncidents() {
    return (int)
        stage.log().decisions(Decision.IncidentOpened.class).stream()
            .filter(d -> d.instance().module().equals("worker"))
            .count();
  }

  private static String balancer() {
    return stage.platform().engine().only(stage.name(), "lb");
  }

  private static void awaitAnswersOf(String worker) {
    long before = traffic.answeredBy(worker);
    Stage.soon().until(() -> traffic.answeredBy(worker) > before + 3);
  }
}
