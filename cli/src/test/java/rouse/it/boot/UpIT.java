package rouse.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;

/** What {@code rouse up} does with a file that has changed, has not, or cannot come alive. */
@TestMethodOrder(OrderAnnotation.class)
@DisplayName("rouse up")
class UpIT {
  private static final String BOOTED =
      """
      stays: { image: BEATER }
      changes: { image: BEATER, environment: { COLOUR: red }, depends_on: [stays] }
      leaves: { image: BEATER, depends_on: [changes] }
      """;
  private static final String CHANGED =
      """
      stays: { image: BEATER }
      changes: { image: BEATER, environment: { COLOUR: blue }, depends_on: [stays] }
      arrives: { image: BEATER, depends_on: [changes] }
      """;
  private static final String STUCK =
      CHANGED
          + """
          fails:
            image: BEATER
            command: [sh, -c, exit 3]
            restart: "no"
            x-rouse: { recovery: { attempts: 100, within: 10m } }
          waits:
            image: BEATER
            depends_on: { fails: { condition: service_completed_successfully } }
          """;

  private static final String DYING =
      CHANGED
          + """
          dies:
            image: BEATER
            command: [sh, -c, sleep 2; exit 4]
            healthcheck: { test: [CMD, "false"], interval: 1s, retries: 30 }
          needs:
            image: BEATER
            depends_on: { dies: { condition: service_healthy } }
          """;

  /** What changes something at an engine; the rest are looks and health checks. */
  private static final Set<String> WRITES =
      Set.of("create", "start", "kill", "stop", "die", "destroy", "rename", "connect", "build");

  private static Stage stage;
  private static Host host;

  @BeforeAll
  static void boot() throws Exception {
    stage = new Stage("up", BOOTED);
    host = stage.host("here").start();
    Stage.soon().until(() -> stage.observed("leaves").equals("alive"));
  }

  @AfterAll
  static void end() {
    host.close();
    stage.close();
  }

  /** What the engine says of the platform since then, up to now. */
  private static List<String> engineWrites(Instant since) throws InterruptedException {
    List<String> writes = Collections.synchronizedList(new ArrayList<>());
    stage
        .platform()
        .engine()
        .client()
        .eventsCmd()
        .withSince(Long.toString(since.getEpochSecond()))
        .withUntil(Long.toString(Instant.now().getEpochSecond() + 1))
        .withLabelFilter("rouse.platform=" + stage.name())
        .exec(
            new ResultCallback.Adapter<Event>() {
              @Override
              public void onNext(Event event) {
                if (WRITES.contains(event.getAction())) {
                  writes.add(event.getAction() + " " + event.getActor().getAttributes());
                }
              }
            })
        .awaitCompletion(60, TimeUnit.SECONDS);
    return writes;
  }

  @Test
  @Order(1)
  @DisplayName("R37 with nothing changed says so and writes nothing to the engine")
  void unchanged() throws Exception {
    Map<String, String> before = stage.containers("stays", "changes", "leaves");
    // The engine's filter counts whole seconds: nothing of the boot may be in this one.
    Stage.soon().until(() -> engineWrites(Instant.now()).isEmpty());
    Instant start = Instant.now();
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said())
        .isEqualTo("nothing has changed\nevery module of " + stage.name() + " is alive\n");
    assertThat(engineWrites(start)).isEmpty();
    assertThat(stage.containers("stays", "changes", "leaves")).isEqualTo(before);
  }

  @Test
  @Order(2)
  @DisplayName(
      "R34 R37 with a changed file replaces what changed, in order, and retires what is gone")
  void changed() throws Exception {
    Map<String, String> before = stage.containers("stays", "changes");
    stage.platform().write(CHANGED);
    Host.Ended ended = host.run("up");
    assertThat(ended.exitCode()).as(ended.said()).isZero();
    assertThat(ended.said())
        .startsWith("starts arrives\nreplaces changes\nretires leaves\n")
        .contains("arrives/1: waiting (waits for changes)")
        .endsWith("every module of " + stage.name() + " is alive\n");
    assertThat(stage.container("stays")).isEqualTo(before.get("stays"));
    assertThat(stage.container("changes")).isNotEqualTo(before.get("changes"));
    assertThat(environment("changes")).contains("COLOUR=blue");
    assertThat(stage.startOf("changes")).isBefore(stage.startOf("arrives"));
    Stage.soon().until(() -> stage.platform().engine().running(stage.name(), "leaves").isEmpty());
    assertThat(stage.log().decisions(Decision.IncidentOpened.class)).isEmpty();
  }

  private static List<String> environment(String module) {
    return List.of(stage.platform().engine().inspect(stage.container(module)).getConfig().getEnv());
  }

  @Test
  @Order(3)
  @DisplayName(
      "R2 a one-shot that fails is named at once, its dependents are not started, up ends with 4")
  void stuck() throws Exception {
    stage.platform().write(STUCK);
    Host.Ended ended = host.run("up", "--timeout", "25s");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(4);
    assertThat(ended.said())
        .contains("waits/1: waiting (waits for fails, which failed: exit code 3)")
        .contains("degraded: " + stage.name() + "/fails/1 is failed: exit code 3");
    assertThat(stage.platform().engine().containers(stage.name()))
        .noneMatch(c -> "waits".equals(c.getLabels().get("rouse.module")));
  }

  @Test
  @Order(4)
  @DisplayName("R2 a dependency that dies in the middle of the boot is named, within 2 s")
  void dependencyDies() throws Exception {
    stage.platform().write(DYING);
    Host.Ended ended = host.run("up", "--timeout", "25s");
    assertThat(ended.exitCode()).as(ended.said()).isEqualTo(3);
    assertThat(ended.said())
        .contains("needs/1: waiting (waits for dies, which failed: exit code 4)");
    Instant death = firstDeath("dies");
    Instant told =
        stage.log().decisions().stream()
            .filter(d -> d.body() instanceof Decision.Deferred said && isStopped(said))
            .findFirst()
            .orElseThrow()
            .time();
    assertThat(told).isBetween(death, death.plusSeconds(2));
    assertThat(stage.platform().engine().containers(stage.name()))
        .noneMatch(c -> "needs".equals(c.getLabels().get("rouse.module")));
  }

  private static boolean isStopped(Decision.Deferred said) {
    return said.instance().module().equals("needs")
        && said.reason().startsWith("waits for dies, which failed");
  }

  private static Instant firstDeath(String module) {
    return stage.log().facts().stream()
        .filter(
            f ->
                f.body() instanceof Fact.ContainerDied died
                    && died.instance().module().equals(module))
        .findFirst()
        .orElseThrow()
        .time();
  }

  @Test
  @Order(5)
  @DisplayName("refuses a file that is not the executor's, and one that is not there")
  void otherFile() throws Exception {
    var other = stage.platform().file().resolveSibling("other.yaml");
    Files.copy(stage.platform().file(), other);
    Host mistaken =
        new Host(other, stage.cluster().folder("mistaken"), "executor.port=" + host.port());
    Host.Ended refused = mistaken.run("up", "--set", "executor.port=" + host.port());
    assertThat(refused.exitCode()).as(refused.said()).isEqualTo(2);
    assertThat(refused.said()).contains("runs " + stage.platform().file()).contains("other.yaml");
  }

  @Test
  @Order(6)
  @DisplayName("R29 an executor that is stopped and started again touches nothing that lives")
  void executorStopped() throws Exception {
    stage.platform().write(CHANGED);
    assertThat(host.run("up").exitCode()).isZero();
    Map<String, String> before = stage.containers("stays", "changes", "arrives");
    assertThat(host.stop()).isIn(0, 143);
    int declared = declarations();
    host.start();
    Stage.soon().until(() -> declarations() > declared);
    Stage.soon().until(() -> host.run("up").exitCode() == 0);
    assertThat(stage.containers("stays", "changes", "arrives")).isEqualTo(before);
  }

  private static int declarations() {
    return stage.log().decisions(Decision.PlatformPlanned.class).size();
  }
}
