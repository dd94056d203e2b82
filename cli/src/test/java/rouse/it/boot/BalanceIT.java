package rouse.it.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.status.PlatformStatus;
import rouse.contracts.status.ServerStatus;
import rouse.contracts.topic.Topics;
import rouse.it.Traffic;

/** A real HAProxy before workers that come and go, while callers send their requests. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("Workers behind HAProxy")
class BalanceIT {
  private static final int PORT = Host.freePort();

  /** The worker in slot 5 never gets healthy. */
  private static final String HEALTHY =
      "[\"CMD\", \"wget\", \"-q\", \"-O\", \"/dev/null\", \"http://127.0.0.1:5000/cgi-bin/run?0\"]";

  private static final String HEALTHY_BUT_FOR_ONE =
      "[\"CMD-SHELL\", \"[ $$ROUSE_SLOT != 5 ] && wget -q -O /dev/null http://127.0.0.1:5000/cgi-bin/run?0\"]";

  /** Its workers do not end when they are asked to. */
  private static final String SLOW =
      """
      slow:
        image: BEATER
        command: ["sh", "-c", "trap 'echo asked' TERM; while :; do sleep 0.5; done"]
        stop_grace_period: 60s
        x-rouse:
          kind: worker
          scale: { min: 1, max: 6 }
      """;

  private static Stage stage;
  private static Host host;
  private static Traffic traffic;

  @BeforeAll
  static void boot() throws Exception {
    String workers = BalancedPlatform.services(PORT, "{ min: 1, max: 5, drain: 20s }");
    stage = new Stage("balance", workers + SLOW);
    Path file = stage.platform().file();
    String services = Files.readString(file).replace(HEALTHY, HEALTHY_BUT_FOR_ONE);
    Files.writeString(file, services + BalancedPlatform.configs());
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
  @DisplayName(
      "B10 R46 R52 workers are added and drained under traffic, shown as HAProxy has them, and no"
          + " request is lost")
  void cycles() throws Exception {
    for (int cycle = 0; cycle < 2; cycle++) {
      scale(3);
      long before = traffic.answeredBy("3");
      Stage.soon().until(() -> traffic.answeredBy("3") > before + 3);
      Stage.soon().until(() -> up().equals(List.of("worker_1", "worker_2", "worker_3")));
      scale(1);
      awaitWorkers(1);
    }
    assertThat(traffic.failures()).isEmpty();
    assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
  }

  @Test
  @Order(2)
  @DisplayName(
      "R46 HAProxy paused, reloaded and killed, while workers come: it has all of them again")
  void haproxyLosesItsServers() throws Exception {
    String paused = balancer();
    stage.platform().engine().client().pauseContainerCmd(paused).exec();
    // A worker waits for what it depends on, and comes when that goes on.
    scale(2);
    stage.platform().engine().client().unpauseContainerCmd(paused).exec();
    awaitAnswersOf("2");
    assertThat(balancer()).isEqualTo(paused);
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
  @DisplayName(
      "R46 an executor killed between a worker's start and its announcement adds it afterwards")
  void executorKilled() throws Exception {
    long ready = announced("ready", "worker_4");
    scale(4);
    Stage.soon().until(() -> announced("added", "worker_4") > 0);
    host.kill();
    assertThat(announced("ready", "worker_4")).isEqualTo(ready);
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
    long drained = announced("draining", "worker_2");
    try (Traffic slow =
        new Traffic().keepingAlive(4, BalancedPlatform.run(PORT, "6"), Duration.ofMillis(20))) {
      Stage.soon().until(() -> slow.answeredBy("2") > 0);
      scale(1);
      Stage.soon().until(() -> announced("draining", "worker_2") > drained);
      stage.platform().engine().crash(container(2));
      awaitWorkers(1);
    }
    // What the crashed one had in hand is lost.
    traffic.forgetFailures();
    assertThat(workerIncidents()).isEqualTo(incidents);
  }

  @Test
  @Order(5)
  @DisplayName("R47 a worker that never becomes ready gets no request, and goes without a drain")
  void neverReady() throws Exception {
    scale(4);
    awaitAnswersOf("4");
    stage.order("worker", "scale", "{\"replicas\":5}");
    Stage.soon().until(() -> announced("added", "worker_5") > 0);
    awaitAnswersOf("4");
    assertThat(announced("ready", "worker_5")).isZero();
    assertThat(traffic.answeredBy("5")).isZero();
    stage.order("worker", "scale", "{\"replicas\":4}");
    awaitWorkers(4);
    assertThat(slots()).containsExactly("1", "2", "3", "4");
    assertThat(traffic.failures()).isEmpty();
  }

  @Test
  @Order(6)
  @DisplayName("R48 scaled down while one of the workers is recovered: that one goes, three serve")
  void downWhileRecovering() throws Exception {
    stage.platform().engine().crash(container(2));
    Stage.soon().until(() -> !"alive".equals(observed("worker/2")));
    stage.order("worker", "scale", "{\"replicas\":3}");
    // Its new container may have been under way; then that one goes as well.
    Stage.soon().until(() -> observed("worker/2").equals("gone") && slots().size() == 3);
    // What the crashed one had in hand is lost; nothing was sent to it afterwards.
    traffic.forgetFailures();
    awaitAnswersOf("3");
    awaitAnswersOf("4");
    assertThat(slots()).containsExactly("1", "3", "4");
    assertThat(traffic.failures()).isEmpty();
    assertThat(stage.status().attention()).isEmpty();
  }

  @Test
  @Order(7)
  @DisplayName(
      "R48 many are retired at once, each with its whole grace, and a job that is longer than that"
          + " is finished before its worker is stopped")
  void retiredAtOnce() throws Exception {
    stage.order("slow", "scale", "{\"replicas\":6}");
    Stage.soon().until(() -> slow().size() == 6 && stage.status().phase().equals("alive"));
    List<String> retired = slow().subList(1, 6);
    Traffic jobs =
        new Traffic().keepingAlive(6, BalancedPlatform.run(PORT, "5"), Duration.ofMillis(20));
    try (jobs) {
      Stage.soon().until(() -> jobs.answeredBy("3") > 0 && jobs.answeredBy("4") > 0);
      stage.order("worker", "scale", "{\"replicas\":1}");
      stage.order("slow", "scale", "{\"replicas\":1}");
      // None waits for another: the last is asked while the first has not gone.
      Stage.soon().until(() -> asked(retired) == 5 && slow().size() == 6);
    }
    assertThat(jobs.failures()).isEmpty();
    awaitWorkers(1);
    retired.forEach(stage.platform().engine()::crash);
    Stage.soon().until(() -> slow().size() == 1);
    assertThat(traffic.failures()).isEmpty();
    assertThat(stage.status().attention()).isEmpty();
  }

  /** The containers of the slow ones, by slot. */
  private static List<String> slow() {
    return stage.platform().engine().running(stage.name(), "slow").stream()
        .sorted(Comparator.comparing(c -> Integer.valueOf(c.getLabels().get("rouse.slot"))))
        .map(Container::getId)
        .toList();
  }

  private static int asked(List<String> containers) throws Exception {
    int asked = 0;
    for (String container : containers) {
      asked += stage.platform().engine().log(container).contains("asked") ? 1 : 0;
    }
    return asked;
  }

  private static String observed(String instance) throws Exception {
    return stage.status().modules().stream()
        .flatMap(m -> m.instances().stream())
        .filter(i -> i.instance().endsWith("/" + instance))
        .findFirst()
        .map(PlatformStatus.InstanceStatus::observed)
        .orElse("gone");
  }

  private static List<String> slots() {
    return stage.platform().engine().running(stage.name(), "worker").stream()
        .map(c -> c.getLabels().get("rouse.slot"))
        .sorted()
        .toList();
  }

  private static String container(int slot) {
    return stage.platform().engine().running(stage.name(), "worker").stream()
        .filter(c -> Integer.toString(slot).equals(c.getLabels().get("rouse.slot")))
        .findFirst()
        .orElseThrow()
        .getId();
  }

  /** The servers that HAProxy sends requests to, as the status API tells. */
  private static List<String> up() throws Exception {
    return stage.servers().stream()
        .filter(server -> server.status().equals("UP") && server.balancer().equals("lb"))
        .map(ServerStatus::server)
        .toList();
  }

  /** How often something was announced of a worker so far. */
  private static long announced(String event, String worker) {
    String begin = "{\"event\":\"%s\",\"worker\":\"%s\"".formatted(event, worker);
    return stage.cluster().read(Topics.withDefaultNames().loadBalancer()).stream()
        .filter(r -> new String(r.value(), UTF_8).startsWith(begin))
        .count();
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
