package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.executor.docker.TestPlatform;

/**
 * What {@code scripts/package} has made, each installed where there is neither a JDK nor anything
 * else of Rouse, and started from there on a platform. {@code scripts/package --verify} runs it.
 */
@DisplayName("P6 What scripts/package makes")
class PackageCheck {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String SOCKET = "/var/run/docker.sock";
  private static final String IMAGE = "rouse:latest";
  private static final String PORT = "http.port=0";
  private static final String EXECUTOR_PORT = "executor.port=0";
  private static final String AS_USER =
      "setpriv --reuid rouse --regid rouse --init-groups --no-new-privs ";
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration FIRST_HEALED = Duration.ofSeconds(60);
  private static final long IMAGE_BYTES = 150_000_000;
  private static final String COMPOSE = "com.docker.compose.";

  @TempDir private Path folder;
  private TestPlatform platform;
  private TestEngine engine;
  private final List<String> made = new ArrayList<>();
  private String container;

  @BeforeEach
  void open() throws IOException {
    engine = new TestEngine();
    platform = new TestPlatform();
    container = platform.name() + "-rouse";
    Files.writeString(
        Files.createDirectories(folder.resolve("work")).resolve("compose.yaml"),
        "name: %s\nservices:\n%s"
            .formatted(
                platform.name(), TestPlatform.service("web", "exec sleep 10000", "").indent(2)));
  }

  @AfterEach
  void close() throws Exception {
    for (String name : made) {
      run("docker", "rm", "--force", name);
    }
    run("docker", "rm", "--force", "--volumes", container);
    run("docker", "volume", "rm", "--force", volume());
    engine.sweep(platform.name());
    engine.close();
    platform.close();
  }

  @Test
  @DisplayName("the archive runs where there are a shell and the C library, and no Java")
  void archive() throws Exception {
    host("rouse-base:latest");
    shell("mkdir /opt; tar -xzf /dist/rouse-*.tar.gz -C /opt; ln -s /opt/rouse-*/bin/rouse /bin");
    shell("! command -v java; rouse check /work/compose.yaml");
    shell("test -s /opt/rouse-*/share/man/man1/rouse.1.gz; ls /opt/rouse-*/systemd/*.service");
    dev("/tmp", "rouse");
    heals("/tmp", "rouse");
  }

  @Test
  @DisplayName("the Debian package is installed disabled, runs as user rouse, and is purged whole")
  void debianPackage() throws Exception {
    String debian = platform.name() + "-debian";
    run(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        "root=$(mktemp -d); trap 'rm -rf $root' EXIT; . %s/scripts/lib/debian-root.sh; "
                .formatted(ROOT)
            + "fill_debian $root; tar -C $root -c . | docker import - "
            + debian);
    try {
      host(debian);
      // the engine's package would have made the group
      shell("groupadd --system --non-unique --gid $(stat -c %g " + SOCKET + ") docker");
      shell("! command -v java; dpkg -i /dist/rouse_*.deb");
      assertThat(shell("id rouse")).contains("(docker)");
      assertThat(shell("stat -c '%U %G %a' /var/lib/rouse /etc/rouse/rouse.env"))
          .isEqualTo("rouse rouse 750\nroot rouse 640\n");
      assertThat(shell("ls /usr/lib/systemd/system"))
          .contains("rouse-executor@.service", "rouse-streams.service", "rouse-guard.service");
      assertThat(shell("find /etc -path '*systemd*' -name '*rouse*'")).isEmpty();
      dev("/var/lib/rouse", AS_USER + "rouse");
      heals("/var/lib/rouse", AS_USER + "rouse");
      // ends what runs, as stopping the services would
      run("docker", "restart", "--time", "0", container);
      shell("dpkg -P rouse");
      assertThat(
              shell(
                  "find / -xdev -name '*rouse*' -not -path '/proc/*'; ! grep -r --exclude '*-' rouse /etc"))
          .isEmpty();
      assertThat(shell("getent group docker")).startsWith("docker:");
    } finally {
      run("docker", "rm", "--force", "--volumes", container);
      run("docker", "rmi", debian);
    }
  }

  @Test
  @DisplayName("the image has at most 150 MB; its guard heals what hangs within 60 s of its start")
  void image() throws Exception {
    assertThat(Long.parseLong(run("docker", "image", "inspect", "-f", "{{.Size}}", IMAGE).strip()))
        .isLessThanOrEqualTo(IMAGE_BYTES);
    assertThat(run("docker", "run", "--rm", IMAGE, "--version")).startsWith("rouse ");
    String web = compose("web", TestPlatform.IMAGE, "sleep", "10000");
    String proxy = compose("proxy", TestPlatform.IMAGE, "sleep", "10000");
    hang(web);
    Instant begun = Instant.now();
    List<String> options = new ArrayList<>(labels("guard"));
    options.addAll(List.of("--label", COMPOSE + "depends_on=proxy:service_started:false"));
    options.addAll(List.of("--volume", volume() + ":/data", "--publish", "127.0.0.1::7070"));
    start(options, IMAGE, "guard", "--project", platform.name());
    awaitHealed(web);
    assertThat(Instant.now()).isBefore(begun.plus(FIRST_HEALED));
    leavesItselfAlone(web, proxy);
    remembers(web);
  }

  /** What the guard's own container needs is not the guard's to restart. */
  private void leavesItselfAlone(String web, String proxy) throws Exception {
    run("docker", "kill", proxy);
    hang(web);
    awaitHealed(web);
    assertThat(run("docker", "inspect", "-f", "{{.State.Running}}", proxy)).isEqualTo("false\n");
    assertThat(status()).contains("web ").doesNotContain("guard", "proxy");
  }

  private void remembers(String web) throws Exception {
    run("docker", "stop", "--time", "1", web);
    await().atMost(LONG).until(() -> status().contains("held"));
    run("docker", "restart", container);
    await().atMost(LONG).until(() -> status().contains("held"));
    assertThat(shell("rouse why " + platform.name() + "/web/1")).contains("health check");
    assertThat(run("docker", "inspect", "-f", "{{.State.Running}}", web)).isEqualTo("false\n");
  }

  /** Whatever it is: with something to attend to, the command ends with another code than 0. */
  private String status() throws Exception {
    return shell("rouse status || true");
  }

  /** Until its next start it is unhealthy. */
  private static void hang(String name) throws Exception {
    run("docker", "exec", name, "touch", "/dev/shm/hung");
    await().atMost(LONG).until(() -> health(name).equals("unhealthy"));
  }

  private static void awaitHealed(String name) {
    await().atMost(LONG).until(() -> health(name).equals("healthy"));
  }

  private static String health(String name) throws Exception {
    return run("docker", "inspect", "-f", "{{.State.Health.Status}}", name).strip();
  }

  private String volume() {
    return platform.name() + "-data";
  }

  private List<String> labels(String service) {
    List<String> labels = new ArrayList<>();
    for (String label :
        List.of(
            "project=" + platform.name(),
            "service=" + service,
            "oneoff=False",
            "container-number=1")) {
      labels.addAll(List.of("--label", COMPOSE + label));
    }
    return labels;
  }

  /** Starts a container as Compose does; it is unhealthy while there is a file of that name. */
  private String compose(String service, String... command) throws Exception {
    String name = platform.name() + "-" + service + "-1";
    List<String> line = new ArrayList<>(List.of("docker", "run", "--detach", "--name", name));
    line.addAll(List.of("--health-interval", "1s", "--health-retries", "2"));
    line.addAll(List.of("--health-cmd", "test ! -e /dev/shm/hung"));
    line.addAll(labels(service));
    line.addAll(List.of(command));
    run(line.toArray(String[]::new));
    made.add(name);
    return name;
  }

  /** An empty host with an engine, and the packages in a folder; nothing in /tmp may be run. */
  private void host(String image) throws Exception {
    start(
        List.of("--network", "host", "--tmpfs", "/tmp:noexec,mode=1777"), image, "sleep", "10000");
  }

  private void start(List<String> network, String... command) throws Exception {
    List<String> line = new ArrayList<>(List.of("docker", "run", "--detach", "--name", container));
    line.addAll(network);
    for (String volume :
        List.of(
            SOCKET + ":" + SOCKET,
            ROOT.resolve("target/dist") + ":/dist:ro",
            folder.resolve("work") + ":/work:ro")) {
      line.addAll(List.of("--volume", volume));
    }
    line.addAll(List.of(command));
    run(line.toArray(String[]::new));
  }

  private void dev(String home, String rouse) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("docker", "exec", "--detach", "--workdir", home, container));
    line.addAll(List.of(rouse.split(" ")));
    line.addAll(List.of("dev", "-f", "/work/compose.yaml", "--set", PORT, "--set", EXECUTOR_PORT));
    run(line.toArray(String[]::new));
  }

  /** What a new user tries first: all is alive, a module dies, it is back and the reason known. */
  private void heals(String home, String rouse) throws Exception {
    String in = "cd " + home + "; ";
    await().atMost(LONG).ignoreExceptions().untilAsserted(() -> shell(in + rouse + " status"));
    String first = engine.only(platform.name(), "web");
    engine.crash(first);
    await().atMost(LONG).until(() -> !engine.only(platform.name(), "web").equals(first));
    assertThat(shell(in + rouse + " incidents")).contains(platform.name() + "/web/1");
  }

  /** Runs a line in the shell of the host. */
  private String shell(String line) throws Exception {
    return run("docker", "exec", container, "sh", "-ec", line);
  }

  /** What a command prints; fails with that when the command does. */
  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
