package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Decision;
import rouse.contracts.event.Fact;
import rouse.contracts.settings.Settings;
import rouse.executor.bootstrap.BootProgress;
import rouse.executor.bootstrap.PlatformResources;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;
import rouse.executor.docker.EngineProxy;
import rouse.executor.docker.engine.Engine;
import rouse.streams.StreamsApp;

/** Broker and streams app here, the executor as a process of its own, modules on a real engine. */
@DisplayName("With broker, streams app and executor apart")
class ApartIT {
  private static final String SERVICES =
      """
      beating:
        image: BEATER
        x-rouse: { heartbeat: { source: self, timeout: 8s, startup: 2m } }
      watched:
        image: BEATER
        x-rouse: { heartbeat: { source: docker, timeout: 8s, startup: 2m } }
      """;
  private static final String SECRET = "a secret of this test alone";
  private TestCluster cluster;
  private TestPlatform platform;
  private StreamsApp streams;
  private int beatPort;
  private String gateway;
  private final List<Process> executors = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    cluster = TestCluster.start();
    platform = TestPlatform.of("apart", SERVICES);
    gateway = prepareNetwork();
    Settings settings =
        cluster.settings("beat.secret", SECRET, "platform.default", platform.name());
    streams = new StreamsApp(settings);
    streams.start();
    beatPort = streams.takeBeatsAt(gateway, 0);
  }

  private String prepareNetwork() {
    PlatformFile file = ComposeReader.read(platform.file(), ComposeOptions.of(Map.of())).orThrow();
    try (Engine engine = Engine.connect(Optional.empty())) {
      DockerNetworks networks = new DockerNetworks(engine);
      new PlatformResources(networks, BootProgress.SILENT).ensure(file);
      return networks.gateway(file.networks().getFirst().name()).orElseThrow();
    }
  }

  @AfterEach
  void stop() throws Exception {
    for (Process executor : executors) {
      executor.destroyForcibly().waitFor();
    }
    streams.close();
    platform.close();
    cluster.close();
  }

  /** {@code rouse executor} against the cluster. */
  private Process executor(String... more) throws IOException {
    List<String> command =
        DevProcess.rouse(
            "executor",
            "-f",
            platform.file().toString(),
            "--kafka",
            cluster.bootstrap(),
            "--set",
            "executor.port=0",
            "--set",
            "executor.state=" + cluster.folder("executor"),
            "--set",
            "beat.url=http://" + gateway + ":" + beatPort,
            "--set",
            "beat.secret=" + SECRET);
    command.addAll(List.of(more));
    Path log = platform.file().resolveSibling("executor.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    executors.add(process);
    return process;
  }

  private EventLog log() {
    return new EventLog(cluster.reader());
  }

  private boolean isAlive(String module) {
    String id = platform.engine().only(platform.name(), module);
    return log().decisions(Decision.InstanceAlive.class).stream()
        .anyMatch(alive -> id.equals(alive.containerId()));
  }

  @Test
  @DisplayName("R50 the broker is away for 30 s: no module that lives is restarted")
  void brokerOutage() throws Exception {
    executor();
    Api.soon().until(() -> isProved("beating") && isProved("watched"));
    String beating = platform.engine().only(platform.name(), "beating");
    String watched = platform.engine().only(platform.name(), "watched");
    cluster.stopBroker();
    Awaitility.await()
        .pollDelay(Duration.ofSeconds(30))
        .atMost(Duration.ofMinutes(2))
        .until(() -> true);
    cluster.startBroker();
    platform.engine().crash(watched);
    Api.soon()
        .until(
            () ->
                isAlive("watched")
                    && !platform.engine().only(platform.name(), "watched").equals(watched));
    assertThat(platform.engine().only(platform.name(), "beating")).isEqualTo(beating);
    assertThat(log().decisions(Decision.IncidentOpened.class))
        .extracting(incident -> incident.instance().module())
        .as("only what died after the outage")
        .containsExactly("watched");
  }

  @Test
  @DisplayName("The executor is killed between created and outcome: one container, one outcome")
  void executorKilledInTheMiddle() throws Exception {
    try (EngineProxy proxy = new EngineProxy()) {
      proxy.hold("POST .*/containers/[^/]*/start");
      Process first = executor("--set", "docker.host=" + proxy.address());
      proxy.awaitHeld();
      first.destroyForcibly().waitFor();
    }
    assertThat(log().facts(Fact.CommandSucceeded.class)).isEmpty();
    executor();
    Api.soon().until(() -> isProved("beating") && isProved("watched"));
    Api.soon().until(() -> new HashSet<>(outcomes()).containsAll(commands()));
    for (String module : List.of("beating", "watched")) {
      // What the killed one left is out of the engine's list a moment after its removal.
      Api.soon()
          .untilAsserted(
              () ->
                  assertThat(platform.engine().containers(platform.name()))
                      .filteredOn((Container c) -> module.equals(c.getLabels().get("rouse.module")))
                      .as(module)
                      .hasSize(1));
    }
    assertThat(outcomes()).doesNotHaveDuplicates();
  }

  /** By its beats alone, which may be heard before it is told which container it is. */
  private boolean isProved(String module) {
    return log().decisions(Decision.InstanceAlive.class).stream()
        .anyMatch(alive -> alive.instance().module().equals(module));
  }

  private List<String> outcomes() {
    List<String> ids = new ArrayList<>();
    log().facts(Fact.CommandSucceeded.class).forEach(fact -> ids.add(fact.commandId()));
    log().facts(Fact.CommandFailed.class).forEach(fact -> ids.add(fact.commandId()));
    return ids;
  }

  private Set<String> commands() {
    Set<String> ids = new HashSet<>();
    log().decisions(Decision.CommandIssued.class).forEach(d -> ids.add(d.commandId()));
    return ids;
  }
}
