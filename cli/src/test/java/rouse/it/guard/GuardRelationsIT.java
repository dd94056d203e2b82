package rouse.it.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.status.IncidentView;
import rouse.it.DevProcess;

@DisplayName("rouse guard heals what belongs together, and follows what comes and goes")
class GuardRelationsIT {
  private static GuardStage stage;
  private static ComposeProject project;
  private static DevProcess guard;

  @BeforeAll
  static void start() {
    stage = new GuardStage("related");
    project = stage.project();
    guard = stage.guard();
  }

  @AfterAll
  static void end() {
    stage.close();
  }

  private static void awaitRestarted(String id, Instant after) {
    GuardStage.soon().until(() -> project.runs(id) && project.startOf(id).isAfter(after));
  }

  @Test
  @DisplayName("R38 those that depend with restart: true are restarted in order, and nobody else")
  void chain() throws Exception {
    Map<String, String> ids =
        Map.of(
            "db", project.start("db"),
            "app", project.start("app", s -> s.dependsOn("db:service_started:true")),
            "web", project.start("web", s -> s.dependsOn("app:service_started:true")),
            "cron", project.start("cron", s -> s.dependsOn("db:service_started:false")));
    ids.keySet().forEach(service -> stage.awaitObserved(service, "alive"));
    Instant before = Instant.now();
    stage.engine().crash(ids.get("db"));
    awaitRestarted(ids.get("web"), before);
    stage.awaitHealed("db");
    assertThat(project.startOf(ids.get("db"))).isAfter(before);
    assertThat(project.startOf(ids.get("app"))).isAfter(project.startOf(ids.get("db")));
    assertThat(project.startOf(ids.get("web"))).isAfter(project.startOf(ids.get("app")));
    for (String service : List.of("db", "app", "web")) {
      assertThat(project.starts(ids.get(service), before)).as(service).isEqualTo(1);
    }
    assertThat(project.starts(ids.get("cron"), before)).isZero();
    assertThat(List.of("app", "web", "cron"))
        .allSatisfy(s -> assertThat(guard.incidents(s)).isEmpty());
  }

  @Test
  @DisplayName("R38 who lives in the network of another is restarted after it")
  void joinedNamespace() throws Exception {
    String owner = project.start("vpn");
    String joined =
        project.start("client", s -> s.host(h -> h.withNetworkMode("container:" + owner)));
    stage.awaitObserved("vpn", "alive");
    stage.awaitObserved("client", "alive");
    Instant before = Instant.now();
    stage.engine().crash(owner);
    awaitRestarted(joined, before);
    stage.awaitHealed("vpn");
    assertThat(project.startOf(joined)).isAfter(project.startOf(owner));
    assertThat(project.starts(joined, before)).isEqualTo(1);
  }

  @Test
  @DisplayName("one that ran out of memory runs again, and the incident says why")
  void outOfMemory() throws Exception {
    String id =
        project.start("eats", s -> s.host(h -> h.withMemory(16L << 20).withMemorySwap(16L << 20)));
    stage.awaitObserved("eats", "alive");
    stage.engine().execute(id, "touch", "/tmp/eat");
    IncidentView incident = stage.awaitHealed("eats");
    assertThat(incident.outcome()).isEqualTo("recovered");
    assertThat(incident.timeline().toString()).contains("out of memory");
    assertThat(project.runs(id)).isTrue();
  }

  @Test
  @DisplayName("one whose own restart policy has given up is started by the guard")
  void givenUp() throws Exception {
    String id =
        project.start(
            "tired", s -> s.host(h -> h.withRestartPolicy(RestartPolicy.onFailureRestart(1))));
    stage.awaitObserved("tired", "alive");
    Instant before = Instant.now();
    stage.engine().crash(id);
    GuardStage.soon()
        .until(() -> stage.engine().inspect(id).getRestartCount() == 1 && project.runs(id));
    stage.engine().crash(id);
    GuardStage.soon().until(() -> project.starts(id, before) == 2 && project.runs(id));
    assertThat(stage.awaitHealed("tired").outcome()).isEqualTo("recovered");
  }

  @Test
  @DisplayName(
      "a project that starts later is followed; taken down and up again, it is healed anew")
  void comesAndGoes() throws Exception {
    ComposeProject later = stage.later();
    String first = later.start("web");
    awaitGuarded(later, first);
    later.down();
    String second = later.start("web");
    awaitGuarded(later, second);
    Instant before = Instant.now();
    stage.engine().crash(second);
    GuardStage.soon().until(() -> later.runs(second));
    stage.otherDiesAndIsBack();
    assertThat(later.starts(second, before)).isEqualTo(1);
  }

  private static void awaitGuarded(ComposeProject of, String id) {
    GuardStage.soon()
        .until(
            () ->
                guard.statusOf(of.name()).modules().stream()
                    .flatMap(m -> m.instances().stream())
                    .anyMatch(i -> id.equals(i.containerId()) && i.observed().equals("alive")));
  }

  @Test
  @DisplayName("--dry-run says what it would do, and does nothing")
  void dryRun() throws Exception {
    Path folder = Files.createTempDirectory("guard-dry").resolve("data");
    try (ComposeProject mine = new ComposeProject(stage.engine(), "dry", project.image());
        DevProcess dry =
            DevProcess.guard(folder, mine.name(), "--project", mine.name(), "--dry-run")) {
      String id = mine.start("web");
      dry.start();
      GuardStage.soon().until(() -> dry.log().contains("guards 1 project"));
      stage.engine().crash(id);
      GuardStage.soon().until(() -> dry.log().contains("would start " + mine.name() + "/web/1"));
      stage.otherDiesAndIsBack();
      assertThat(mine.runs(id)).isFalse();
    }
  }

  @Test
  @DisplayName("containers that Debian's docker-compose made are healed in place")
  void dockerCompose() throws Exception {
    Path folder = Files.createTempDirectory("guard-compose");
    Files.writeString(
        folder.resolve("docker-compose.yml"),
        """
        version: "2.4"
        services:
          store: { image: IMAGE, command: sleep 10000, network_mode: bridge }
          shop: { image: IMAGE, command: sleep 10000, network_mode: bridge, depends_on: [store] }
        """
            .replace("IMAGE", project.image()));
    compose(folder, "up", "-d");
    List<String> ids = ids("store", "shop");
    stage.awaitObserved("store", "alive");
    Instant before = Instant.now();
    stage.engine().crash(ids.getFirst());
    stage.awaitHealed("store");
    assertThat(ids("store", "shop")).isEqualTo(ids);
    assertThat(project.starts(ids.getFirst(), before)).isEqualTo(1);
    compose(folder, "stop", "shop");
    stage.awaitHeld("shop");
    stage.otherDiesAndIsBack();
    assertThat(project.runs(ids.getLast())).isFalse();
  }

  private static List<String> ids(String... services) {
    Map<String, String> found =
        project.containers().stream()
            .collect(
                Collectors.toMap(
                    c -> c.getLabels().get("com.docker.compose.service"), c -> c.getId()));
    return List.of(services).stream().map(found::get).toList();
  }

  /** The real one; where none is installed, containers with just the labels that it writes. */
  private static void compose(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("docker-compose", "-p", project.name()));
    line.addAll(List.of(arguments));
    Process compose;
    try {
      compose = new ProcessBuilder(line).directory(folder.toFile()).inheritIO().start();
    } catch (IOException notInstalled) {
      project.asDockerCompose(arguments[0]);
      return;
    }
    assertThat(compose.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(compose.exitValue()).isZero();
  }
}
