package rouse.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.TopicSetup;
import rouse.contracts.topic.Topics;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.EngineProxy;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestPlatform;

/** An executor is killed (-9) in the middle of a command; its successor finishes the work once. */
class ExecutorKilledIT {
  private static final Duration LONG = Duration.ofMinutes(3);
  private static final String SLOW =
      "trap 'echo stopping; while [ ! -e /go ]; do sleep 0.1; done; exit 0' TERM; while true; do sleep 0.1; done";
  private static final Topics TOPICS = Topics.withDefaultNames();
  private static TestCluster cluster;
  private TestPlatform platform;
  private DockerRuntime runtime;
  private EngineProxy proxy;
  private Path file;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
    try (var admin = cluster.admin()) {
      new TopicSetup(admin).ensure(TOPICS.all());
    }
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    proxy = new EngineProxy();
    file = cluster.folder(platform.name()).resolve("compose.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "name: "
            + platform.name()
            + "\nservices:\n"
            + TestPlatform.service("web", "exec sleep 1000", "").indent(2)
            + TestPlatform.service("slow", SLOW, "").replace("period: 2s", "period: 5m").indent(2));
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    platform.close();
  }

  private ExecutorProcess executor(String name, String dockerHost) throws IOException {
    return ExecutorProcess.start(
        file,
        file.resolveSibling(name + ".log"),
        "kafka",
        cluster.bootstrap(),
        "host",
        "host-of-" + platform.name(),
        "executor.port",
        "0",
        "executor.state",
        file.resolveSibling("executor").toString(),
        "docker.host",
        dockerHost);
  }

  private List<Envelope<Fact>> facts(String idPrefix) {
    return cluster.read(TOPICS.facts()).stream()
        .map(r -> r.value())
        .filter(fact -> fact.body().platform().equals(platform.name()))
        .filter(fact -> fact.id().startsWith(idPrefix))
        .toList();
  }

  /**
   * The first executor's request is kept back at the engine's door, so that it is killed before the
   * step, or right after it in the case of the inspection that follows the start.
   */
  @ParameterizedTest
  @DisplayName("R43 killed between created and outcome sent: one container, one outcome")
  @CsvSource({"POST .*/containers/create", "POST .*/start", "GET .*/containers/[0-9a-f]{64}/json"})
  void killed(String step) throws Exception {
    InstanceId web = platform.instance("web");
    Command command =
        new Command.EnsureRunning(web, 1, null, Instant.now().plus(Duration.ofMinutes(5)));
    proxy.hold(step);
    try (ExecutorProcess first = executor("first", proxy.address())) {
      await().atMost(LONG).until(() -> !facts("").isEmpty());
      send("c-1", command);
      proxy.awaitHeld();
      first.kill();
    }
    assertThat(facts("outcome/c-1")).isEmpty();
    try (ExecutorProcess second = executor("second", "unix:///var/run/docker.sock")) {
      await().atMost(LONG).until(() -> !facts("outcome/c-1").isEmpty());
      send("c-2", new Command.EnsureRunning(web, 2, null, command.deadline()));
      await().atMost(LONG).until(() -> !facts("outcome/c-2").isEmpty());
      assertThat(second.isAlive()).isTrue();
    }
    assertThat(facts("outcome/c-1"))
        .singleElement()
        .satisfies(
            outcome ->
                assertThat(((Fact.CommandSucceeded) outcome.body()).result()).isEqualTo("started"));
    assertThat(runtime.list(web))
        .singleElement()
        .satisfies(container -> assertRuns(container, "c-1"));
    assertThat(facts("died/")).isEmpty();
  }

  @ParameterizedTest
  @DisplayName(
      "R38 R43 killed while a container has time to stop: it is replaced, and nobody's wish")
  @ValueSource(booleans = {true, false})
  void killedWhileStopping(boolean endsMeanwhile) throws Exception {
    InstanceId slow = platform.instance("slow");
    Instant deadline = Instant.now().plus(Duration.ofMinutes(10));
    String engine = "unix:///var/run/docker.sock";
    String old;
    try (ExecutorProcess first = executor("first", engine)) {
      send("c-1", new Command.EnsureRunning(slow, 1, null, deadline));
      await().atMost(LONG).until(() -> !facts("outcome/c-1").isEmpty());
      old = runtime.list(slow).getFirst().id();
      send("c-2", new Command.Replace(slow, 2, null, deadline));
      await().atMost(LONG).until(() -> wasToldToStop(old));
      first.kill();
    }
    if (endsMeanwhile) {
      platform.execute(old, "touch", "/go");
      await().atMost(LONG).until(() -> !runtime.list(slow).getFirst().phase().alive());
    }
    try (ExecutorProcess second = executor("second", engine)) {
      assertThat(second.isAlive()).isTrue();
      if (!endsMeanwhile) {
        platform.execute(old, "touch", "/go");
      }
      await().atMost(LONG).until(() -> !facts("outcome/c-2").isEmpty());
    }
    assertThat(facts("outcome/c-2").getFirst().body()).isInstanceOf(Fact.CommandSucceeded.class);
    assertThat(runtime.list(slow).stream().filter(c -> c.phase().alive()))
        .singleElement()
        .satisfies(container -> assertRuns(container, "c-2"));
    assertThat(facts("stopped/")).isEmpty();
  }

  private boolean wasToldToStop(String id) {
    return platform.log(id).contains("stopping");
  }

  private static void assertRuns(ManagedContainer container, String command) {
    assertThat(container.phase().alive()).isTrue();
    assertThat(container.commandId()).contains(command);
  }

  private void send(String id, Command command) {
    Envelope<Event> event = Envelope.of(id, "/decide", Instant.now(), command);
    cluster.send(TOPICS.commands(), platform.name(), event);
  }
}
