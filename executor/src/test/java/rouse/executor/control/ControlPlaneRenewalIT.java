package rouse.executor.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import rouse.contracts.settings.SettingsReader;
import rouse.executor.command.ContainerFactory;
import rouse.executor.command.ContainerOperations;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.ContainerRuntime;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.ManagedContainer;
import rouse.executor.docker.TestPlatform;

@DisplayName("People replace, stop and start the control plane's containers, on a real engine")
class ControlPlaneRenewalIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String SUPERVISED = "x-rouse: { supervised-by: executor }\n";
  private static final String CHECKED =
      "healthcheck: { test: [CMD, test, '!', -e, /ends], interval: 1s, retries: 1 }\n";
  private static final String AFTER_SETUP =
      "depends_on: { setup: { condition: service_completed_successfully } }\n";

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicReference<PlatformFile> file = new AtomicReference<>();
  private final List<String> orders = new CopyOnWriteArrayList<>();
  @TempDir Path remembered;
  private TestPlatform platform;
  private DockerRuntime runtime;
  private ContainerOperations work;
  private ControlPlaneHost host;
  private ControlPlane controlPlane;

  @BeforeEach
  void start() throws Exception {
    platform = new TestPlatform(Optional.empty());
    runtime = new DockerRuntime(platform.engine());
    file.set(file("first"));
    ContainerFactory blueprints =
        new ContainerFactory(
            file::get, SettingsReader.read(Map.of(), Map.of(), Map.of(), name -> ""));
    work =
        new ContainerOperations(
            recording(runtime), blueprints, definition -> {}, id -> {}, Runnable::run);
    host = new ControlPlaneHost(platform, recording(runtime), remembered, told);
    startControlPlane();
  }

  private void startControlPlane() throws InterruptedException {
    controlPlane = host.start(file::get, work);
  }

  @AfterEach
  void end() {
    host.close();
    work.close();
    platform.close();
  }

  /** The engine, and which orders it is given to put something into a slot. */
  private ContainerRuntime recording(ContainerRuntime engine) {
    InvocationHandler recorder =
        (proxy, method, arguments) -> {
          if (List.of("rename", "create", "start").contains(method.getName())) {
            orders.add(method.getName());
          }
          try {
            return method.invoke(engine, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (ContainerRuntime)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {ContainerRuntime.class}, recorder);
  }

  private PlatformFile file(String word) throws IOException {
    return file(word, "echo done");
  }

  private PlatformFile file(String word, String setup) throws IOException {
    return platform.file(
        TestPlatform.service("setup", setup, SUPERVISED)
            + TestPlatform.service("broker", script(word), SUPERVISED + AFTER_SETUP)
            + TestPlatform.service("other", script(""), SUPERVISED));
  }

  private static String script(String word) {
    return "echo " + word + "; trap 'exit 0' TERM; while true; do sleep 0.1; done";
  }

  private List<ManagedContainer> running(String module) {
    return runtime.list(platform.instance(module)).stream()
        .filter(container -> container.phase().alive())
        .toList();
  }

  /**
   * Another module dies and is brought back: deaths are told, and acted on, one after the other, so
   * whatever was to follow from what went before has followed.
   */
  private void awaitWhatFollows() throws Exception {
    ManagedContainer other = running("other").getFirst();
    platform.docker("kill", c -> c.killContainerCmd(other.id()).exec());
    await()
        .atMost(SOON)
        .until(
            () -> running("other").stream().anyMatch(c -> c.incarnation() > other.incarnation()));
  }

  @Test
  @DisplayName(
      "a changed definition leads to one new container, and nobody starts another beside it")
  void renewed() throws Exception {
    for (long incarnation = 2; incarnation < 5; incarnation++) {
      file.set(file("change " + incarnation));
      orders.clear();
      controlPlane.bringUp();
      String id = running("broker").getFirst().id();
      awaitWhatFollows();
      assertThat(running("broker")).extracting(ManagedContainer::id).containsExactly(id);
      assertThat(running("broker").getFirst().incarnation()).isEqualTo(incarnation);
      assertThat(orders)
          .as("of this one, and then of the other")
          .containsExactly("rename", "create", "start", "rename", "create", "start");
    }
    assertThat(told).isEmpty();
  }

  private PlatformFile noting(String word) throws IOException {
    String notes =
        "trap 'echo stopped >> /data/log; exit 0' TERM; echo started >> /data/log; cat /data/log;"
            + " while true; do sleep 0.1; done";
    return platform.file(
        TestPlatform.service(
                "broker", notes, SUPERVISED + "volumes: [/data]\nlabels: { word: " + word + " }\n")
            + TestPlatform.service("other", script(""), SUPERVISED));
  }

  @Test
  @DisplayName("R34 R38 it is stopped before it is replaced, and its volumes move to the new one")
  void kept() throws Exception {
    file.set(noting("first"));
    controlPlane.bringUp();
    awaitLog("started");
    file.set(noting("second"));
    controlPlane.bringUp();
    awaitLog("started", "stopped", "started");
    String id = running("broker").getFirst().id();
    platform.docker("kill", c -> c.killContainerCmd(id).exec());
    await().atMost(SOON).until(() -> isIncarnation("broker", 4));
    awaitLog("started", "stopped", "started", "started");
  }

  private void awaitLog(String... lines) {
    await()
        .atMost(SOON)
        .until(() -> platform.log(running("broker").getFirst().id()), List.of(lines)::equals);
  }

  /** The executor is started again, without a word to its containers. */
  private void restart() throws Exception {
    host.close();
    startControlPlane();
  }

  @Test
  @DisplayName("R38 what somebody stopped is left so by the next executor, until rouse up wants it")
  void stoppedForGood() throws Exception {
    String id = running("broker").getFirst().id();
    platform.docker("stop", c -> c.stopContainerCmd(id).exec());
    awaitWhatFollows();
    restart();
    awaitWhatFollows();
    assertThat(running("broker")).isEmpty();

    controlPlane.bringUp();
    assertThat(running("broker")).extracting(ManagedContainer::incarnation).containsExactly(2L);
  }

  @Test
  @DisplayName("R38 what somebody stopped while no executor ran is left so, what crashed is not")
  void whileNobodyWatched() throws Exception {
    host.close();
    String stopped = running("broker").getFirst().id();
    String crashed = running("other").getFirst().id();
    platform.docker("stop", c -> c.stopContainerCmd(stopped).exec());
    platform.docker("kill", c -> c.killContainerCmd(crashed).exec());
    startControlPlane();
    assertThat(running("other")).extracting(ManagedContainer::incarnation).containsExactly(2L);
    awaitWhatFollows();
    assertThat(running("broker")).isEmpty();
  }

  @Test
  @DisplayName("R38 what fails its health check while somebody stops it is left to end")
  void stopsSlowly() throws Exception {
    file.set(
        platform.file(
            TestPlatform.service(
                    "broker",
                    "trap 'touch /ends; sleep 6; exit 0' TERM; while true; do sleep 0.1; done",
                    SUPERVISED + CHECKED)
                + TestPlatform.service("other", script(""), SUPERVISED)));
    controlPlane.bringUp();
    String id = running("broker").getFirst().id();
    platform.docker("stop", c -> c.stopContainerCmd(id).withTimeout(30).exec());
    awaitWhatFollows();
    assertThat(runtime.list(platform.instance("broker")))
        .extracting(ManagedContainer::id)
        .containsExactly(id);
    assertThat(running("broker")).isEmpty();
  }

  @Test
  @DisplayName(
      "R38 what needs the work of one that was stopped before it was done waits for rouse up")
  void workNotDone() throws Exception {
    file.set(file("first", "exec sleep 1000"));
    Thread operator = Thread.ofPlatform().start(this::stopSetup);
    controlPlane.bringUp();
    operator.join();
    host.close();
    String needing = running("broker").getFirst().id();
    platform.docker("kill", c -> c.killContainerCmd(needing).exec());
    startControlPlane();
    awaitWhatFollows();
    assertThat(running("setup")).isEmpty();
    assertThat(running("broker")).isEmpty();

    file.set(file("first"));
    controlPlane.bringUp();
    assertThat(running("broker")).hasSize(1);
  }

  private void stopSetup() {
    await().atMost(SOON).until(() -> !running("setup").isEmpty());
    String id = running("setup").getFirst().id();
    platform.docker("stop", c -> c.stopContainerCmd(id).withTimeout(1).exec());
  }

  private PlatformFile followed(String word) throws IOException {
    return platform.file(
        TestPlatform.service("broker", script(word), SUPERVISED + CHECKED)
            + TestPlatform.service(
                "app",
                script("app"),
                SUPERVISED
                    + "depends_on: { broker: { condition: service_healthy, restart: true } }\n")
            + TestPlatform.service("other", script(""), SUPERVISED));
  }

  @Test
  @DisplayName("R38 what depends on another with restart: true is replaced after it, once")
  void follows() throws Exception {
    file.set(followed("first"));
    controlPlane.bringUp();
    String id = running("broker").getFirst().id();
    platform.docker("kill", c -> c.killContainerCmd(id).exec());
    await().atMost(SOON).until(() -> isIncarnation("app", 2));
    assertThat(startOf("app")).isAfter(startOf("broker"));

    file.set(followed("second"));
    controlPlane.bringUp();
    assertThat(running("app")).extracting(ManagedContainer::incarnation).containsExactly(3L);
    awaitWhatFollows();
    controlPlane.bringUp();
    assertThat(running("app")).extracting(ManagedContainer::incarnation).containsExactly(3L);
  }

  private boolean isIncarnation(String module, long incarnation) {
    return running(module).stream().anyMatch(c -> c.incarnation() == incarnation);
  }

  private Instant startOf(String module) {
    String id = running(module).getFirst().id();
    return runtime.inspect(id).orElseThrow().startedAt().orElseThrow();
  }

  @Test
  @DisplayName("what has completed is left so, by the supervisor, rouse up and the next executor")
  void completed() throws Exception {
    String id = runtime.list(platform.instance("setup")).getFirst().id();
    awaitWhatFollows();
    controlPlane.bringUp();
    restart();
    awaitWhatFollows();
    assertThat(runtime.list(platform.instance("setup")))
        .extracting(ManagedContainer::id)
        .containsExactly(id);
  }

  @Test
  @DisplayName(
      "what somebody stops is left so; when somebody has started it, it is kept alive again")
  void stopped() throws Exception {
    String id = running("broker").getFirst().id();
    platform.docker("stop", c -> c.stopContainerCmd(id).exec());
    awaitWhatFollows();
    assertThat(running("broker")).isEmpty();

    platform.docker("start", c -> c.startContainerCmd(id).exec());
    await().atMost(SOON).until(() -> !running("broker").isEmpty());
    platform.docker("kill", c -> c.killContainerCmd(id).exec());
    await().atMost(SOON).until(() -> isIncarnation("broker", 2));
  }
}
