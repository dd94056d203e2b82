package rouse.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.CloudEvents;
import rouse.contracts.event.Command;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Event;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Json;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.topic.DeadLetters;
import rouse.contracts.topic.Topics;
import rouse.executor.ExecutorApp;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.Inspection;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestPlatform;

/** The executor between a real broker and a real engine; the test is the decider. */
class ExecutorAppIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String FOREVER = "exec sleep 1000";

  /** Lives until it is told, and from then on for less than a second. */
  private static final String LOOP = "while [ ! -e /end ]; do sleep 0.1; done; exit 1";

  /** Its check says what the test wants, and gives away a secret. */
  private static final String CHECKED =
      """
      environment: { API_TOKEN: hunter22 }
      healthcheck:
        test: "echo at $$API_TOKEN; [ ! -e /tmp/hang ] || sleep 1000; [ ! -e /tmp/sick ]"
        interval: 1s
        retries: 1
      tmpfs: [/tmp]
      """;

  private static TestCluster cluster;
  private final Topics topics = Topics.withDefaultNames();
  private TestPlatform platform;
  private DockerRuntime runtime;
  private PlatformFile file;
  private ExecutorApp app;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start();
  }

  @AfterAll
  static void end() {
    cluster.close();
  }

  @BeforeEach
  void open() throws Exception {
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    file =
        platform.file(
            TestPlatform.service("web", FOREVER, "")
                + TestPlatform.service("loop", LOOP, "")
                + TestPlatform.service("checked", FOREVER, CHECKED)
                + TestPlatform.service(
                    "worker_node",
                    FOREVER,
                    "x-rouse: { kind: worker, scale: { min: 2, max: 4 } }\ndeploy: { replicas: 2 }"));
    app = newApp();
    app.start();
  }

  private ExecutorApp newApp() {
    return new ExecutorApp(
        cluster.settings("host", "host-1", "beat.secret", "s", "beat.url", "http://gw:7070"), file);
  }

  @AfterEach
  void close() {
    app.close();
    platform.close();
  }

  private InstanceId web() {
    return platform.instance("web");
  }

  private String order(Command command) {
    String id =
        command.getClass().getSimpleName() + "/" + command.instance() + "/" + command.incarnation();
    write(
        topics.commands().name(),
        Envelope.<Event>of(id, "/decide", Instant.now(), command)
            .correlatedWith("incident-1")
            .causedBy("decision-1"));
    return id;
  }

  private void write(String topic, Envelope<? extends Event> event) {
    try (var producer = cluster.producer()) {
      producer.send(
          new ProducerRecord<>(
              topic,
              null,
              platform.name().getBytes(UTF_8),
              CloudEvents.body(event.body()),
              CloudEvents.headers(event)));
    }
  }

  private Command ensureRunning(InstanceId instance, long incarnation) {
    return new Command.EnsureRunning(instance, incarnation, null, in(Duration.ofMinutes(2)));
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  private Fact outcome(String commandId) {
    return cluster
        .await(topics.facts(), SOON, r -> r.value().id().equals("outcome/" + commandId))
        .value()
        .body();
  }

  private <F extends Fact> List<F> facts(Class<F> type) {
    return told().stream().map(Envelope::body).filter(type::isInstance).map(type::cast).toList();
  }

  /** The facts of this test's platform. */
  private List<Envelope<Fact>> told() {
    return cluster.read(topics.facts()).stream()
        .map(ConsumerRecord::value)
        .filter(fact -> fact.body().platform().equals(platform.name()))
        .toList();
  }

  private Inspection inspect(InstanceId instance) {
    return runtime.inspect(instance.containerName()).orElseThrow();
  }

  @Test
  @DisplayName("R43 R44 R49 a command runs the module, says where, and its address is in ip.json")
  void runsTheModule() throws IOException {
    var succeeded = (Fact.CommandSucceeded) outcome(order(ensureRunning(web(), 1)));
    Inspection there = inspect(web());
    assertThat(succeeded.result()).isEqualTo("started");
    assertThat(succeeded.containerId()).isEqualTo(there.container().id());
    assertThat(succeeded.ip()).isEqualTo(there.container().ip().orElseThrow());
    outcome(order(ensureRunning(new InstanceId(platform.name(), "worker_node", 2), 1)));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(addresses())
                    .isEqualTo(
                        Map.of(
                            "web", succeeded.ip(),
                            "worker_node_2", inspect(workerTwo()).container().ip().orElseThrow())));
  }

  private InstanceId workerTwo() {
    return new InstanceId(platform.name(), "worker_node", 2);
  }

  private Map<?, ?> addresses() throws IOException {
    return Json.MAPPER.readValue(
        Files.readString(cluster.folder("executor").resolve(platform.name()).resolve("ip.json")),
        Map.class);
  }

  @Test
  @DisplayName("R41 what is left of a dead container is removed, and its successor has a new id")
  void replacesTheDead() {
    outcome(order(ensureRunning(web(), 1)));
    ManagedContainer first = inspect(web()).container();
    platform.docker("kill it", c -> c.killContainerCmd(first.id()).exec());
    await().atMost(SOON).until(() -> !facts(Fact.ContainerDied.class).isEmpty());
    outcome(order(ensureRunning(web(), 2)));
    await().atMost(SOON).until(() -> runtime.list(web()).size() == 1);
    ManagedContainer second = inspect(web()).container();
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(second.incarnation()).isEqualTo(2);
    assertThat(facts(Fact.ContainerDied.class)).hasSize(1);
  }

  @Test
  @DisplayName("R40 what runs is left alone, a hung one is replaced, an older order does nothing")
  void fences() {
    outcome(order(ensureRunning(web(), 3)));
    String first = inspect(web()).container().id();
    var again = (Fact.CommandSucceeded) outcome(order(ensureRunning(web(), 4)));
    assertThat(again.result()).isEqualTo("already-running");
    assertThat(again.incarnation()).isEqualTo(3);
    var older = (Fact.CommandSucceeded) outcome(order(ensureRunning(web(), 2)));
    assertThat(older.result()).isEqualTo("newer-running");
    assertThat(inspect(web()).container().id()).isEqualTo(first);
    platform.docker(
        "hang it", c -> Hang.begin(c.inspectContainerCmd(first).exec().getState().getPidLong()));
    outcome(order(new Command.Replace(web(), 5, null, in(Duration.ofMinutes(2)), null, null)));
    assertThat(inspect(web()).container().incarnation()).isEqualTo(5);
    await().atMost(SOON).until(() -> runtime.list(web()).size() == 1);
    outcome(order(new Command.Retire(web(), 5, null, in(Duration.ofMinutes(2)), Duration.ZERO)));
    assertThat(runtime.list(web())).isEmpty();
    assertThat(facts(Fact.ContainerDied.class)).isEmpty();
    assertThat(facts(Fact.ContainerStoppedByOperator.class)).isEmpty();
  }

  @Test
  @DisplayName("R38 what somebody paused is not replaced, unless the order says so")
  void paused() {
    outcome(order(ensureRunning(web(), 1)));
    String first = inspect(web()).container().id();
    platform.docker("pause it", c -> c.pauseContainerCmd(first).exec());
    Instant deadline = in(Duration.ofMinutes(2));
    var refused =
        (Fact.CommandFailed) outcome(order(new Command.Replace(web(), 2, null, deadline)));
    assertThat(refused.reason()).isEqualTo(Fact.CommandFailed.PAUSED);
    assertThat(inspect(web()).container().id()).isEqualTo(first);
    outcome(order(new Command.Replace(web(), 3, null, deadline, null, true)));
    assertThat(inspect(web()).container().incarnation()).isEqualTo(3);
    assertThat(facts(Fact.ContainerPaused.class)).hasSize(1);
    assertThat(facts(Fact.ContainerUnpaused.class)).isEmpty();
  }

  @Test
  @DisplayName(
      "R18 what is healthy again is not replaced; one health check at a time is run on request")
  void checkedAgain() {
    InstanceId checked = platform.instance("checked");
    outcome(order(ensureRunning(checked, 1)));
    String first = inspect(checked).container().id();
    awaitHealth(Fact.Health.HEALTHY);
    Fact.HealthProbed well = probe(checked, "well");
    assertThat(well.result()).isEqualTo(Fact.HealthProbed.HEALTHY);
    assertThat(well.output()).isEqualTo("at ***");
    platform.execute(first, "touch", "/tmp/sick");
    awaitHealth(Fact.Health.UNHEALTHY);
    assertThat(probe(checked, "sick").result()).isEqualTo(Fact.HealthProbed.UNHEALTHY);
    platform.execute(first, "rm", "/tmp/sick");
    awaitHealth(Fact.Health.HEALTHY);
    var accused = new Command.Accusation(Command.Accusation.UNHEALTHY, Instant.now());
    var spared = (Fact.CommandFailed) outcome(order(replace(checked, 2, accused)));
    assertThat(spared.reason()).isEqualTo(Fact.CommandFailed.HEALTHY_AGAIN);
    var old = new Command.Accusation(Command.Accusation.SILENT, in(Duration.ofMinutes(-1)));
    var waited = (Fact.CommandFailed) outcome(order(replace(checked, 3, old)));
    assertThat(waited.reason()).isEqualTo(Fact.CommandFailed.WAITED);
    assertThat(inspect(checked).container().id()).isEqualTo(first);
    platform.execute(first, "touch", "/tmp/hang");
    await().atMost(SOON).until(() -> probe(checked, "hangs-" + Instant.now()).confirms());
    for (String again : List.of("again", "and-again")) {
      Fact.HealthProbed hangs = probe(checked, again);
      assertThat(hangs.result()).isEqualTo(Fact.HealthProbed.TIMED_OUT);
      assertThat(hangs.output()).contains("has not ended");
    }
    outcome(order(replace(checked, 4, old)));
    assertThat(inspect(checked).container().incarnation()).isEqualTo(4);
  }

  private static Command replace(InstanceId id, long incarnation, Command.Accusation accused) {
    return new Command.Replace(
        id, incarnation, null, in(Duration.ofMinutes(2)), null, null, null, null, accused);
  }

  private Fact.HealthProbed probe(InstanceId instance, String name) {
    Command command = new Command.Probe(instance, 1, null, in(Duration.ofMinutes(2)));
    write(topics.commands().name(), Envelope.of(name, "/decide", Instant.now(), command));
    return (Fact.HealthProbed) outcome(name);
  }

  /** The last that was told. */
  private void awaitHealth(Fact.Health health) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              List<Fact.HealthChanged> told = facts(Fact.HealthChanged.class);
              return !told.isEmpty() && told.getLast().health() == health;
            });
  }

  @Test
  @DisplayName("what the engine starts again and again by itself does not run, and is replaced")
  void restartedByTheEngine() {
    InstanceId loop = platform.instance("loop");
    outcome(order(ensureRunning(loop, 1)));
    String first = inspect(loop).container().id();
    platform.docker(
        "have the engine restart it",
        c -> c.updateContainerCmd(first).withRestartPolicy(RestartPolicy.alwaysRestart()).exec());
    platform.execute(first, "touch", "/end");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> inspect(loop).container().phase() == ContainerPhase.RESTARTING);
    var succeeded = (Fact.CommandSucceeded) outcome(order(ensureRunning(loop, 2)));
    assertThat(succeeded.result()).isEqualTo("started");
    await().atMost(SOON).until(() -> runtime.list(loop).size() == 1);
    assertThat(inspect(loop).container().incarnation()).isEqualTo(2);
  }

  @Test
  @DisplayName("R49 what somebody disconnected from its network has no address in ip.json")
  void disconnected() {
    outcome(order(ensureRunning(web(), 1)));
    await().atMost(SOON).until(() -> addresses().containsKey("web"));
    platform.docker(
        "disconnect it",
        c ->
            c.disconnectFromNetworkCmd()
                .withContainerId(inspect(web()).container().id())
                .withNetworkId(platform.network())
                .exec());
    await().atMost(SOON).until(() -> addresses().isEmpty());
  }

  @Test
  @DisplayName("an expired order is refused, another host's is ignored, garbage is put away whole")
  void refuses() {
    String expired = order(new Command.EnsureRunning(web(), 1, null, in(Duration.ofSeconds(-1))));
    assertThat(((Fact.CommandFailed) outcome(expired)).reason()).isEqualTo("expired");
    order(new Command.EnsureRunning(web(), 2, "host-2", in(Duration.ofMinutes(2))));
    try (var producer = cluster.producer()) {
      producer.send(
          new ProducerRecord<>(
              topics.commands().name(), "x".getBytes(UTF_8), "not JSON".getBytes(UTF_8)));
    }
    String last = order(ensureRunning(web(), 3));
    assertThat(((Fact.CommandSucceeded) outcome(last)).incarnation()).isEqualTo(3);
    // Of a partition of its own, so it may be read after the order that was sent later.
    var letters =
        await().atMost(SOON).until(() -> cluster.read(topics.deadLetters()), all -> !all.isEmpty());
    assertThat(letters).hasSize(1);
    assertThat(new String(letters.getFirst().value(), UTF_8)).isEqualTo("not JSON");
    assertThat(CloudEvents.text(letters.getFirst().headers(), DeadLetters.TOPIC))
        .isEqualTo(topics.commands().name());
  }

  @Test
  @DisplayName("a restart of the executor touches nothing and says what runs before it declares")
  void restart() throws Exception {
    String id = order(ensureRunning(web(), 1));
    outcome(id);
    String container = inspect(web()).container().id();
    app.close();
    assertThat(inspect(web()).container().id()).isEqualTo(container);
    app = newApp();
    app.start();
    await().atMost(SOON).until(() -> facts(Fact.PlatformDeclared.class).size() == 2);
    List<Fact> told = told().stream().<Fact>map(Envelope::body).toList();
    assertThat(told.getLast()).isInstanceOf(Fact.PlatformDeclared.class);
    assertThat(told.get(told.size() - 2)).isInstanceOf(Fact.ContainerUnpaused.class);
    assertThat(told.get(told.size() - 3)).isInstanceOf(Fact.ContainerStarted.class);
    assertThat(
            told().stream()
                .map(Envelope::id)
                .filter(fact -> fact.startsWith("started/"))
                .distinct())
        .hasSize(1);
    assertThat(inspect(web()).container().id()).isEqualTo(container);
    assertThat(facts(Fact.CommandSucceeded.class)).hasSize(1);
  }
}
