package rouse.it.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.it.DevProcess;
import rouse.it.TestEngine;

/** One guard, and a project that another tool has started; each test has services of its own. */
@DisplayName("rouse guard heals running Compose projects, which nobody told it of")
class GuardIT {
  private static final TestEngine ENGINE = new TestEngine();
  private static ComposeProject project;
  private static ComposeProject later;
  private static DevProcess guard;
  private static Path data;
  private static String other;

  @BeforeAll
  static void start() throws Exception {
    data = Files.createTempDirectory("guard-it").resolve("data");
    String image = ComposeProject.image(ENGINE);
    project = new ComposeProject(ENGINE, "guarded", image);
    later = new ComposeProject(ENGINE, "later", image);
    other = project.start("other");
    guard = guard(data).start();
    soon().until(() -> guard.instance("other").observed().equals("alive"));
  }

  private static DevProcess guard(Path folder, String... more) {
    String[] projects =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of("--project", project.name(), "--project", later.name()),
                java.util.stream.Stream.of(more))
            .toArray(String[]::new);
    return DevProcess.guard(folder, project.name(), projects);
  }

  @AfterAll
  static void end() throws Exception {
    guard.close();
    later.close();
    project.close();
    ENGINE.close();
  }

  private static ConditionFactory soon() {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions();
  }

  private static void awaitObserved(String service, String word) {
    soon().until(() -> guard.instance(service).observed().equals(word));
  }

  private static IncidentView awaitHealed(String service) throws Exception {
    soon()
        .until(
            () ->
                !guard.incidents(service).isEmpty()
                    && guard.incidents(service).stream().allMatch(i -> i.closedAt() != null));
    return guard.incidents(service).getFirst();
  }

  /** Whatever was to be done about an earlier event was done before this one's. */
  private static void otherDiesAndIsBack() {
    Instant before = project.startOf(other);
    ENGINE.crash(other);
    soon().until(() -> project.startOf(other).isAfter(before));
    awaitObserved("other", "alive");
  }

  @Test
  @DisplayName("R1 one that was killed runs again, the same container, after one start")
  void killed() throws Exception {
    String id = project.start("killed");
    awaitObserved("killed", "alive");
    Instant before = Instant.now();
    ENGINE.crash(id);
    IncidentView incident = awaitHealed("killed");
    assertThat(incident.cause()).isEqualTo("died");
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(incident.attempts()).isEqualTo(1);
    assertThat(project.runs(id)).isTrue();
    assertThat(project.starts(id, before)).isEqualTo(1);
    assertThat(guard.instance("killed").containerId()).isEqualTo(id);
    assertThat(guard.why(incident.incidentId()).toString()).contains("died/" + id);
  }

  @Test
  @DisplayName("R5 one that hangs, by its health check, is restarted in place, whatever its policy")
  void hung() throws Exception {
    String id =
        project.start(
            "hung", s -> s.checked().host(h -> h.withRestartPolicy(RestartPolicy.alwaysRestart())));
    awaitObserved("hung", "alive");
    Instant before = Instant.now();
    ENGINE.freeze(id);
    IncidentView incident = awaitHealed("hung");
    assertThat(incident.cause()).isEqualTo("unhealthy");
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(project.starts(id, before)).isEqualTo(1);
    assertThat(guard.instance("hung").containerId()).isEqualTo(id);
  }

  @Test
  @DisplayName("R38 what somebody stopped or paused by hand stays so, until they start it again")
  void byHand() throws Exception {
    String stopped = project.start("stopped");
    String paused = project.start("paused", ComposeProject.Service::checked);
    awaitObserved("stopped", "alive");
    awaitObserved("paused", "alive");
    Instant before = Instant.now();
    ENGINE.client().stopContainerCmd(stopped).exec();
    ENGINE.client().pauseContainerCmd(paused).exec();
    awaitObserved("stopped", "stopped");
    awaitObserved("paused", "paused");
    otherDiesAndIsBack();
    assertThat(project.runs(stopped)).isFalse();
    assertThat(ENGINE.inspect(paused).getState().getPaused()).isTrue();
    ENGINE.client().startContainerCmd(stopped).exec();
    ENGINE.client().unpauseContainerCmd(paused).exec();
    awaitObserved("stopped", "alive");
    awaitObserved("paused", "alive");
    assertThat(project.starts(stopped, before)).isEqualTo(1);
    assertThat(project.starts(paused, before)).isZero();
    assertThat(guard.incidents("stopped")).isEmpty();
    assertThat(guard.incidents("paused")).isEmpty();
  }

  @Test
  @DisplayName("one-off runs, containers of other tools and those with rouse.enable=false are left")
  void leftAlone() throws Exception {
    List<String> left =
        List.of(
            project.start("run", s -> s.label("com.docker.compose.oneoff", "True")),
            project.start("task", s -> s.label("com.docker.swarm.task.id", "x")),
            project.start("roused", s -> s.label("rouse.platform", "mine")),
            project.start("unwanted", s -> s.label("rouse.enable", "false")));
    left.forEach(ENGINE::crash);
    otherDiesAndIsBack();
    otherDiesAndIsBack();
    assertThat(left).noneMatch(project::runs);
    assertThat(guard.status().modules())
        .extracting(PlatformStatus.ModuleStatus::module)
        .doesNotContain("run", "task", "roused", "unwanted");
  }

  @Test
  @DisplayName("what its own restart policy brings back is started by the engine alone, once")
  void ownPolicy() throws Exception {
    String id =
        project.start(
            "own", s -> s.host(h -> h.withRestartPolicy(RestartPolicy.alwaysRestart())));
    awaitObserved("own", "alive");
    Instant before = Instant.now();
    ENGINE.crash(id);
    IncidentView incident = awaitHealed("own");
    assertThat(incident.outcome()).isEqualTo("recovered");
    otherDiesAndIsBack();
    assertThat(project.starts(id, before)).isEqualTo(1);
    assertThat(ENGINE.inspect(id).getRestartCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("a second guard of the same projects ends, and names the first")
  void onlyOne() throws Exception {
    Path folder = Files.createTempDirectory("guard-second").resolve("data");
    try (DevProcess second = guard(folder)) {
      assertThat(second.start().awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
      assertThat(second.log())
          .contains("another guard works on this Docker engine")
          .contains(data.toString());
    }
    assertThat(guard.isRunning()).isTrue();
  }

  @Test
  @DisplayName("killed and started again it restarts nothing that lived, and remembers the rest")
  void killedItself() throws Exception {
    String lives = project.start("lives", ComposeProject.Service::checked);
    String stopped = project.start("stays");
    String dies = project.start("dies");
    for (String service : List.of("lives", "stays", "dies")) {
      awaitObserved(service, "alive");
    }
    ENGINE.client().stopContainerCmd(stopped).exec();
    awaitObserved("stays", "stopped");
    Instant before = Instant.now();
    guard.kill();
    ENGINE.execute(dies, "touch", "/tmp/eat");
    soon().until(() -> !project.runs(dies));
    guard.start();
    soon().until(() -> guard.instance("lives").observed().equals("alive"));
    otherDiesAndIsBack();
    assertThat(project.starts(lives, before)).isZero();
    assertThat(project.runs(stopped)).isFalse();
    assertThat(guard.instance("stays").observed()).isEqualTo("stopped");
  }
}
