package rouse.it.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.IncidentView;
import rouse.contracts.status.PlatformStatus;
import rouse.it.DevProcess;

/** One guard, and a project that another tool has started; each test has services of its own. */
@DisplayName("rouse guard heals running Compose projects, which nobody told it of")
class GuardIT {
  private static GuardStage stage;
  private static ComposeProject project;
  private static DevProcess guard;

  @BeforeAll
  static void start() {
    stage = new GuardStage("guarded");
    project = stage.project();
    guard = stage.guard();
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  @Test
  @DisplayName("R1 one that was killed runs again, the same container, after one start")
  void killed() throws Exception {
    String id = project.start("killed");
    stage.awaitObserved("killed", "alive");
    Instant before = Instant.now();
    stage.engine().crash(id);
    IncidentView incident = stage.awaitHealed("killed");
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
    stage.awaitObserved("hung", "alive");
    Instant before = Instant.now();
    stage.engine().freeze(id);
    IncidentView incident = stage.awaitHealed("hung");
    assertThat(incident.cause()).isEqualTo("unhealthy");
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(project.starts(id, before)).isEqualTo(1);
    assertThat(guard.instance("hung").containerId()).isEqualTo(id);
  }

  @Test
  @DisplayName("R5 one that hung before the guard came is healed once, and has an incident as well")
  void foundHung() throws Exception {
    String id = stage.foundHung();
    IncidentView incident = stage.awaitHealed("found");
    assertThat(guard.incidents("found")).hasSize(1);
    assertThat(incident.cause()).isEqualTo("unhealthy");
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(guard.instance("found").containerId()).isEqualTo(id);
    assertThat(incident.attempts()).isEqualTo(1);
    assertThat(project.startOf(id)).isAfter(incident.openedAt());
    assertThat(guard.why(incident.incidentId()).toString()).contains("health check");
  }

  @Test
  @DisplayName("R38 what somebody stopped or paused by hand stays so, until they start it again")
  void byHand() throws Exception {
    String stopped = project.start("stopped");
    String paused = project.start("paused", ComposeProject.Service::checked);
    stage.awaitObserved("stopped", "alive");
    stage.awaitObserved("paused", "alive");
    Instant before = Instant.now();
    stage.engine().client().stopContainerCmd(stopped).exec();
    stage.engine().client().pauseContainerCmd(paused).exec();
    stage.awaitHeld("stopped");
    stage.awaitObserved("paused", "paused");
    stage.otherDiesAndIsBack();
    assertThat(project.runs(stopped)).isFalse();
    assertThat(stage.engine().inspect(paused).getState().getPaused()).isTrue();
    stage.engine().client().startContainerCmd(stopped).exec();
    stage.engine().client().unpauseContainerCmd(paused).exec();
    stage.awaitObserved("stopped", "alive");
    stage.awaitObserved("paused", "alive");
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
    left.forEach(stage.engine()::crash);
    stage.otherDiesAndIsBack();
    stage.otherDiesAndIsBack();
    assertThat(left).noneMatch(project::runs);
    assertThat(guard.status().modules())
        .extracting(PlatformStatus.ModuleStatus::module)
        .doesNotContain("run", "task", "roused", "unwanted");
  }

  @Test
  @DisplayName("what its own restart policy brings back is started by the engine alone, once")
  void ownPolicy() throws Exception {
    String id =
        project.start("own", s -> s.host(h -> h.withRestartPolicy(RestartPolicy.alwaysRestart())));
    stage.awaitObserved("own", "alive");
    Instant before = Instant.now();
    stage.engine().crash(id);
    IncidentView incident = stage.awaitHealed("own");
    assertThat(incident.outcome()).isEqualTo("recovered");
    stage.otherDiesAndIsBack();
    assertThat(project.starts(id, before)).isEqualTo(1);
    assertThat(stage.engine().inspect(id).getRestartCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("a second guard of the same projects ends, and names the first")
  void onlyOne() throws Exception {
    Path folder = Files.createTempDirectory("guard-second").resolve("data");
    try (DevProcess second = stage.guard(folder)) {
      assertThat(second.start().awaitExit(Duration.ofMinutes(2))).isEqualTo(1);
      assertThat(second.log())
          .contains("another guard works on this Docker engine")
          .contains(stage.data().toString());
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
      stage.awaitObserved(service, "alive");
    }
    stage.engine().client().stopContainerCmd(stopped).exec();
    stage.awaitHeld("stays");
    Instant before = Instant.now();
    guard.kill();
    stage.engine().execute(dies, "touch", "/tmp/eat");
    GuardStage.soon().until(() -> !project.runs(dies));
    guard.start();
    GuardStage.soon().until(() -> guard.instance("lives").observed().equals("alive"));
    stage.otherDiesAndIsBack();
    assertThat(project.starts(lives, before)).isZero();
    assertThat(project.runs(stopped)).isFalse();
    assertThat(guard.instance("stays").desired()).isEqualTo("held");
  }
}
