package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.executor.compose.model.ContainerDefinition;

/** What Compose may give a container, on the real engine. */
class HostRightsIT {
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

  private String run(String module, ContainerDefinition definition) {
    String id = runtime.create(platform.container(module, 1, definition));
    runtime.start(id);
    return id;
  }

  private InspectContainerResponse raw(String id) {
    return platform
        .engine()
        .call("inspect", Duration.ofSeconds(10), c -> c.inspectContainerCmd(id).exec());
  }

  /** Waits for the script of a container to end. */
  private int exitCode(String id) {
    await()
        .atMost(SOON)
        .until(() -> runtime.inspect(id).orElseThrow().container().phase() == ContainerPhase.ENDED);
    return runtime.inspect(id).orElseThrow().exitCode();
  }

  @Test
  @DisplayName("B9: capabilities, devices, namespaces and binds of the host are given")
  void rights() throws IOException {
    String id =
        run(
            "wide",
            platform.shell(
                "wide",
                "test -S /var/run/docker.sock && test -c /dev/nothing && test -d /theirs"
                    + " && test -d /made && test -d /run/marked",
                """
                cap_add: [NET_ADMIN]
                cap_drop: [MKNOD]
                network_mode: host
                pid: host
                ipc: host
                uts: host
                security_opt: [seccomp=unconfined, "no-new-privileges:true"]
                devices: ["/dev/null:/dev/nothing:rw"]
                group_add: ["1", "1234"]
                ulimits: { nofile: { soft: 512, hard: 1024 } }
                shm_size: 8m
                tmpfs: ["/run/marked:size=1m"]
                oom_score_adj: 100
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock
                  - /var/lib:/theirs:ro
                  - /tmp:/made:rw,z
                """));

    assertThat(exitCode(id)).isZero();
    var host = raw(id).getHostConfig();
    assertThat(host.getCapAdd()).containsExactly(Capability.NET_ADMIN);
    assertThat(host.getCapDrop()).containsExactly(Capability.MKNOD);
    assertThat(host.getNetworkMode()).isEqualTo("host");
    assertThat(host.getPidMode()).isEqualTo("host");
    assertThat(host.getIpcMode()).isEqualTo("host");
    assertThat(host.getUtSMode()).isEqualTo("host");
    assertThat(host.getSecurityOpts()).contains("seccomp=unconfined");
    assertThat(host.getGroupAdd()).containsExactly("1", "1234");
    assertThat(host.getDevices()).hasSize(1);
    assertThat(host.getUlimits()).hasSize(1);
    assertThat(raw(id).getMounts()).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  @DisplayName("B9: a privileged container is one")
  void privileged() throws IOException {
    // Made and not started: an engine that is itself in a container may not grant it.
    String id =
        runtime.create(
            platform.container("all", 1, platform.shell("all", FOREVER, "privileged: true")));

    assertThat(raw(id).getHostConfig().getPrivileged()).isTrue();
  }

  @Test
  @DisplayName("B9: who shares a module's namespaces is in its container, again after that is new")
  void namespaces() throws IOException {
    var file =
        platform.file(
            TestPlatform.service("owner", FOREVER, "hostname: the-owner\nipc: shareable\n")
                + TestPlatform.service(
                    "joined",
                    FOREVER,
                    """
                    network_mode: "service:owner"
                    ipc: "service:owner"
                    pid: "service:owner"
                    ports: ["8080:80"]
                    """));
    assertThat(file.findings()).extracting("path").contains("services.joined.ports");
    for (int times = 0; times < 2; times++) {
      String owner = run("owner", file.definitions().get("owner"));
      String joined = run("joined", file.definitions().get("joined"));

      assertThat(raw(joined).getHostConfig().getNetworkMode()).startsWith("container:");
      assertThat(raw(joined).getConfig().getHostName()).isEqualTo("the-owner");
      assertThat(raw(joined).getState().getRunning()).isTrue();
      runtime.remove(owner);
      runtime.remove(joined);
    }
  }

  @Test
  @DisplayName("B9: texts of configs and secrets are files in the container, with mode and owner")
  void texts() throws IOException {
    var texts =
        platform.file(
            TestPlatform.service(
                    "reader",
                    "test $$(stat -c %a:%u:%g /etc/deep/app.conf) = 440:7:8"
                        + " && test $$(cat /run/secrets/token) = hush"
                        + " && grep -q two /etc/deep/app.conf",
                    """
                    configs: [{ source: app, target: /etc/deep/app.conf, mode: 0440, uid: "7", gid: "8" }]
                    secrets: [token]
                    """)
                + "\n",
            """
            configs: { app: { content: "one\\ntwo\\n" } }
            secrets: { token: { environment: TOKEN } }
            """,
            Map.of("TOKEN", "hush"));

    assertThat(exitCode(run("reader", texts.definitions().get("reader")))).isZero();
  }

  @Test
  @DisplayName("volumes_from, links, container_name, platform, uts and options of tmpfs are given")
  void shared() throws IOException {
    var file =
        platform.file(
            TestPlatform.service(
                    "keeper",
                    "echo kept > /kept/word; exec sleep 1000",
                    "volumes: ['/kept']\ncontainer_name: the-keeper\n")
                + TestPlatform.service(
                    "reader",
                    "until grep -q kept /kept/word && nslookup store && nslookup the-keeper;"
                        + " do sleep 0.1; done; ! touch /kept/x && ! touch /full/x"
                        + " && mount | grep -q '/small.*size=64k.*mode=700'",
                    """
                    volumes_from: ["keeper:ro"]
                    links: ["keeper:store"]
                    platform: linux/amd64
                    uts: host
                    runtime: runc
                    volumes: [{ type: tmpfs, target: /small, tmpfs: { size: 64k, mode: 0700 } }]
                    tmpfs: ["/full:ro"]
                    """));
    run("keeper", file.definitions().get("keeper"));

    assertThat(exitCode(run("reader", file.definitions().get("reader")))).isZero();
  }
}
