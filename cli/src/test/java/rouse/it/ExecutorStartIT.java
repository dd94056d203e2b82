package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.topic.Topics;
import rouse.executor.ExecutorApp;
import rouse.executor.compose.ComposeOptions;
import rouse.executor.compose.ComposeReader;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;

/** What an executor needs, and what it says when it is missing. */
class ExecutorStartIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private final Topics topics = Topics.withDefaultNames();
  private TestCluster cluster;
  private TestPlatform platform;

  @BeforeEach
  void open() throws IOException {
    cluster = TestCluster.start();
    platform = new TestPlatform();
  }

  @AfterEach
  void close() {
    platform.close();
    cluster.close();
  }

  private PlatformFile plainFile() throws IOException {
    return platform.file(TestPlatform.service("web", "exec sleep 1000", ""));
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> isExecutors(thread.getName()))
        .collect(Collectors.toSet());
  }

  private static boolean isExecutors(String thread) {
    return thread.startsWith("docker-watch")
        || thread.startsWith("command-")
        || thread.startsWith("pulse")
        || thread.startsWith("decision-tail")
        || thread.contains("rouse-executor");
  }

  @Test
  @DisplayName(
      "a taken port, no engine, no broker: one line with what to do, and nothing half left")
  void failures() throws Exception {
    // What another class of this JVM left behind is none of these.
    Set<Thread> before = threads();
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      String port = Integer.toString(taken.getLocalPort());
      assertThat(failure("executor.port", port))
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port)
          .hasMessageContaining("executor.port")
          .hasMessageNotContaining("\n");
    }
    assertThat(failure("docker.host", "unix:///nowhere/docker.sock"))
        .hasMessageStartingWith("no Docker engine at unix:///nowhere/docker.sock")
        .hasMessageNotContaining("\n");
    cluster.stopBroker();
    assertThat(failure("kafka.patience", "2s"))
        .hasMessageStartingWith("no Kafka broker answers at " + cluster.bootstrap())
        .hasMessageNotContaining("\n");
    cluster.startBroker();
    assertThat(new DockerRuntime(platform.engine()).list(platform.name())).isEmpty();
    org.awaitility.Awaitility.await().atMost(LONG).until(() -> before.containsAll(threads()));
  }

  private Throwable failure(String setting, String value) throws IOException {
    try (ExecutorApp app = new ExecutorApp(cluster.settings(setting, value), plainFile())) {
      return catchThrowable(app::start);
    }
  }

  @Test
  @DisplayName(
      "R42 an image that is missing when a module is to run is built, and taken when present")
  void imageOnDemand() throws Exception {
    Path folder = Files.createDirectories(cluster.folder("built"));
    Files.copy(Path.of("/bin/busybox"), folder.resolve("busybox"));
    Files.writeString(
        folder.resolve("Dockerfile"),
        "FROM scratch\nCOPY busybox /bin/busybox\nCMD [\"/bin/busybox\", \"sleep\", \"1000\"]\n");
    Files.writeString(
        folder.resolve("compose.yaml"),
        "name: " + platform.name() + "\nservices:\n  built: { build: . }\n");
    PlatformFile file =
        ComposeReader.read(folder.resolve("compose.yaml"), ComposeOptions.of(Map.of())).orThrow();
    String image = file.definitions().get("built").image();
    DockerRuntime runtime = new DockerRuntime(platform.engine());
    try (ExecutorApp app = new ExecutorApp(cluster.settings(), file)) {
      app.start();
      assertThat(run(1).result()).isEqualTo("started");
      String built = imageId(image);
      runtime.remove(runtime.list(platform.instance("built")).getFirst().id());
      assertThat(run(2).result()).isEqualTo("started");
      assertThat(imageId(image)).isEqualTo(built);
    } finally {
      runtime.list(platform.name()).forEach(c -> runtime.remove(c.id()));
      platform.docker("remove the image", c -> c.removeImageCmd(image).withForce(true).exec());
    }
  }

  private String imageId(String image) {
    return platform
        .engine()
        .call("inspect", DEADLINE, c -> c.inspectImageCmd(image).exec().getId());
  }

  private Fact.CommandSucceeded run(long incarnation) {
    String id = "c-" + incarnation;
    Envelope<Event> order =
        Envelope.of(
            id,
            "/decide",
            Instant.now(),
            new Command.EnsureRunning(
                platform.instance("built"), incarnation, null, Instant.now().plus(LONG)));
    cluster.send(topics.commands(), platform.name(), order);
    return (Fact.CommandSucceeded)
        cluster
            .await(topics.facts(), LONG, r -> r.value().id().equals("outcome/" + id))
            .value()
            .body();
  }
}
