package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.executor.compose.model.ContainerDefinition;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.EventScope;
import rouse.executor.docker.watch.EventStream;

class DockerRuntimeIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String FOREVER = "exec sleep 1000";
  private TestPlatform platform;
  private DockerRuntime runtime;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
  }

  @AfterEach
  void close() {
    platform.close();
  }

  private String create(String module, String script, String more) throws IOException {
    return runtime.create(platform.container(module, 4, platform.shell(module, script, more)));
  }

  private InspectContainerResponse raw(String id) {
    return platform
        .engine()
        .call("inspect", Duration.ofSeconds(10), c -> c.inspectContainerCmd(id).exec());
  }

  @Test
  @DisplayName(
      "R31 a container has the agreed name, labels, network and alias, and no restart policy")
  void identity() throws IOException {
    String id = create("web", FOREVER, "labels: { mine: 'yes' }");
    InspectContainerResponse made = raw(id);
    assertThat(made.getName()).isEqualTo("/" + platform.name() + "-web-1");
    assertThat(made.getConfig().getLabels())
        .containsEntry("com.docker.compose.project", platform.name())
        .containsEntry("com.docker.compose.service", "web")
        .containsEntry("com.docker.compose.container-number", "1")
        .containsEntry("rouse.platform", platform.name())
        .containsEntry("rouse.module", "web")
        .containsEntry("rouse.slot", "1")
        .containsEntry("rouse.incarnation", "4")
        .containsEntry("rouse.command", "ensure-running/" + platform.name() + "/web/1/4")
        .containsEntry("rouse.definition", "hash")
        .containsEntry("mine", "yes");
    assertThat(made.getHostConfig().getRestartPolicy().getName()).isEqualTo("no");
    assertThat(made.getHostConfig().getNetworkMode()).isEqualTo(platform.network());
    assertThat(made.getNetworkSettings().getNetworks().get(platform.network()).getAliases())
        .contains("web");
  }

  @Test
  @DisplayName("R36 what the platform file says of a container reaches the engine")
  void definition() throws IOException {
    String id =
        create(
            "web",
            FOREVER,
            """
            environment: { GREETING: hello, ROUSE_INCARNATION: mine }
            ports: ["127.0.0.1::80", "9090/udp"]
            volumes: ["/scratch"]
            tmpfs: ["/run:size=1m"]
            user: "1000:1000"
            working_dir: /bin
            hostname: webhost
            read_only: true
            init: true
            stop_signal: SIGQUIT
            mem_limit: 64m
            cpus: 0.5
            pids_limit: 50
            cap_drop: [ALL]
            extra_hosts: ["other:10.1.2.3"]
            healthcheck: { test: ["CMD", "true"], interval: 7s, retries: 2 }
            """);
    InspectContainerResponse made = raw(id);
    assertThat(made.getConfig().getEnv()).contains("GREETING=hello", "ROUSE_INCARNATION=4");
    assertThat(made.getConfig().getUser()).isEqualTo("1000:1000");
    assertThat(made.getConfig().getWorkingDir()).isEqualTo("/bin");
    assertThat(made.getConfig().getHostName()).isEqualTo("webhost");
    assertThat(made.getConfig().getHealthcheck().getInterval()).isEqualTo(7_000_000_000L);
    assertThat(made.getHostConfig().getPortBindings().getBindings()).hasSize(2);
    assertThat(made.getHostConfig().getReadonlyRootfs()).isTrue();
    assertThat(made.getHostConfig().getInit()).isTrue();
    assertThat(made.getHostConfig().getMemory()).isEqualTo(64L << 20);
    assertThat(made.getHostConfig().getNanoCPUs()).isEqualTo(500_000_000L);
    assertThat(made.getHostConfig().getPidsLimit()).isEqualTo(50);
    assertThat(made.getHostConfig().getCapDrop()).hasSize(1);
    assertThat(made.getHostConfig().getExtraHosts()).containsExactly("other:10.1.2.3");
    assertThat(made.getHostConfig().getTmpFs()).containsKey("/run");
    assertThat(made.getMounts()).hasSize(1);
    runtime.start(id);
    Inspection inspection = runtime.inspect(id).orElseThrow();
    assertThat(inspection.container().phase()).isEqualTo(ContainerPhase.RUNNING);
    assertThat(inspection.container().ip()).isPresent();
    assertThat(inspection.stopSignal()).isEqualTo(3);
    assertThat(inspection.health()).isPresent();
  }

  @Test
  @DisplayName("every step can be done twice")
  void twice() throws IOException {
    String id = create("web", FOREVER, "");
    runtime.start(id);
    runtime.start(id);
    runtime.rename(id, platform.name() + "-web-old");
    assertThat(runtime.list(platform.instance("web")))
        .singleElement()
        .satisfies(c -> assertThat(c.name()).endsWith("-web-old"));
    runtime.kill(id);
    runtime.kill(id);
    assertThat(runtime.inspect(id).orElseThrow().exitCode()).isEqualTo(137);
    runtime.stop(id, Duration.ofSeconds(1));
    runtime.remove(id);
    runtime.remove(id);
    assertThat(runtime.inspect(id)).isEmpty();
    assertThat(runtime.list(platform.name())).isEmpty();
  }

  @Test
  @DisplayName("a paused container can be killed, and stopped")
  void paused() throws IOException {
    for (String how : List.of("kill", "stop")) {
      String id = create(how, FOREVER, "");
      runtime.start(id);
      platform.docker("pause it", c -> c.pauseContainerCmd(id).exec());
      if (how.equals("kill")) {
        runtime.kill(id);
      } else {
        runtime.stop(id, Duration.ofSeconds(1));
      }
      assertThat(runtime.inspect(id).orElseThrow().container().phase())
          .isEqualTo(ContainerPhase.ENDED);
    }
  }

  @Test
  @DisplayName("a taken port is named with what to do; a missing image too")
  void errors() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      String id = create("web", FOREVER, "ports: ['127.0.0.1:" + port + ":80']");
      EngineException failure =
          catchThrowableOfType(EngineException.class, () -> runtime.start(id));
      assertThat(failure.kind()).isEqualTo(EngineException.Kind.PORT_TAKEN);
      assertThat(failure)
          .hasMessageContaining("127.0.0.1:" + port + " is taken")
          .hasMessageNotContaining("\n");
    }
    ContainerDefinition nothing = ContainerDefinition.of("nothing", "no-such-image-anywhere");
    EngineException missing =
        catchThrowableOfType(
            EngineException.class, () -> runtime.create(platform.container("nothing", 1, nothing)));
    assertThat(missing.kind()).isEqualTo(EngineException.Kind.NO_IMAGE);
    assertThat(missing).hasMessageContaining("no-such-image-anywhere");
  }

  /**
   * The container outlives the process that was killed until the engine has heard why: one that
   * hears of a container's end before the cause never tells it.
   */
  @Test
  @DisplayName("an out-of-memory kill is told as one")
  void outOfMemory() throws IOException {
    String greedy = "(x=a; while true; do x=$$x$$x; done)";
    String waits = "while [ ! -e /end ]; do sleep 0.1; done; exit 137";
    String id = create("greedy", greedy + "; " + waits, "mem_limit: 8m");
    runtime.start(id);
    await().atMost(SOON).until(() -> hasHeardWhy());
    platform.execute(id, "touch", "/end");
    await()
        .atMost(SOON)
        .until(() -> runtime.inspect(id).orElseThrow().container().phase() == ContainerPhase.ENDED);
    assertThat(runtime.inspect(id).orElseThrow().oom()).isTrue();
  }

  private boolean hasHeardWhy() {
    return EventStream.backlog(
            platform.engine(), EventScope.ofPlatform(platform.name()), Instant.EPOCH, Instant.now())
        .stream()
        .anyMatch(event -> event.action().equals("oom"));
  }
}
