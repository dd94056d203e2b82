package rouse.executor.docker.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.TestPlatform;

class DockerWatchIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String FOREVER = "exec sleep 1000";
  private static final String STOPS_AT_ONCE = "trap 'exit 0' TERM; while true; do sleep 0.1; done";
  private final List<Envelope<Fact>> facts = new CopyOnWriteArrayList<>();
  private TestPlatform platform;
  private DockerRuntime runtime;
  private DockerWatch watch;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    runtime = new DockerRuntime(platform.engine());
    watch = newWatch();
  }

  @AfterEach
  void close() {
    watch.close();
    platform.close();
  }

  private DockerWatch newWatch() {
    return newWatch(ExitClassifier.STOP_PATIENCE);
  }

  private DockerWatch newWatch(Duration stopPatience) {
    DockerWatch made =
        new DockerWatch(
            platform.engine(),
            runtime,
            platform.name(),
            i -> true,
            id -> false,
            new HostId("host-1"),
            stopPatience);
    made.onFact(facts::add);
    return made;
  }

  private String run(String module, String script) throws IOException {
    String id = runtime.create(platform.container(module, 1, platform.shell(module, script)));
    runtime.start(id);
    return id;
  }

  private <F extends Fact> List<F> seen(Class<F> type) {
    return facts.stream().map(Envelope::body).filter(type::isInstance).map(type::cast).toList();
  }

  private void awaitRunning(String module) {
    await().atMost(SOON).until(() -> watch.running(platform.instance(module)).isPresent());
  }

  @Test
  @DisplayName("R18 an engine whose clock is behind ours is asked by its own clock, and answers")
  void clockBehind() {
    EngineClock clock =
        new EngineClock(platform.engine(), () -> Instant.now().plus(Duration.ofHours(1)));
    clock.compare();
    assertThat(clock.instant()).isBeforeOrEqualTo(Instant.now());
    assertThat(clock.instant()).isAfter(Instant.now().minus(SOON));
    EventScope scope = EventScope.ofPlatform(platform.name());
    assertThat(EventStream.backlog(platform.engine(), scope, Instant.EPOCH, clock.instant()))
        .isEmpty();
  }

  @Test
  @DisplayName("R18 a start and a crash are told once each, with address and exit code")
  void crash() throws IOException {
    watch.start();
    String id = run("web", "while [ ! -e /end ]; do sleep 0.1; done; exit 7");
    // An address is asked for when the start is seen, and one that has ended has none.
    awaitRunning("web");
    platform.execute(id, "touch", "/end");
    await().atMost(SOON).until(() -> !seen(Fact.ContainerDied.class).isEmpty());
    Fact.ContainerStarted started = seen(Fact.ContainerStarted.class).getFirst();
    assertThat(started.instance()).isEqualTo(platform.instance("web"));
    assertThat(started.containerId()).isEqualTo(id);
    assertThat(started.ip()).isNotEmpty();
    assertThat(started.commandId()).isEqualTo("ensure-running/" + platform.name() + "/web/1/1");
    assertThat(seen(Fact.ContainerDied.class))
        .singleElement()
        .satisfies(died -> assertThat(died.exitCode()).isEqualTo(7));
    assertThat(watch.running()).isEmpty();
  }

  @Test
  @DisplayName("R18 docker kill is a death, docker stop is an operator's wish")
  void killAndStop() throws IOException {
    watch.start();
    String killed = run("killed", FOREVER);
    String stopped = run("stopped", STOPS_AT_ONCE);
    String stubborn = run("stubborn", FOREVER);
    awaitRunning("killed");
    awaitRunning("stopped");
    awaitRunning("stubborn");
    platform.docker("kill it", c -> c.killContainerCmd(killed).exec());
    platform.docker("stop it", c -> c.stopContainerCmd(stopped).withTimeout(5).exec());
    platform.docker("stop it", c -> c.stopContainerCmd(stubborn).withTimeout(1).exec());
    await().atMost(SOON).until(() -> facts.size() == 6);
    assertThat(seen(Fact.ContainerDied.class))
        .extracting(Fact.ContainerDied::containerId)
        .containsExactly(killed);
    assertThat(seen(Fact.ContainerStoppedByOperator.class))
        .extracting(Fact.ContainerStoppedByOperator::containerId)
        .containsExactly(stopped, stubborn);
  }

  @Test
  @DisplayName(
      "R38 the engine's own word tells a stop that took long from a crash that came long after")
  void stopSignalOfLongAgo() throws IOException {
    watch = newWatch(Duration.ZERO);
    watch.start();
    String stopped = run("stopped", FOREVER);
    String crashed = run("crashed", FOREVER);
    awaitRunning("stopped");
    awaitRunning("crashed");
    platform.docker("signal it", c -> c.killContainerCmd(crashed).withSignal("TERM").exec());
    platform.docker("stop it", c -> c.stopContainerCmd(stopped).withTimeout(1).exec());
    platform.docker("kill it", c -> c.killContainerCmd(crashed).exec());
    await().atMost(SOON).until(() -> facts.size() == 4);
    assertThat(seen(Fact.ContainerStoppedByOperator.class))
        .extracting(Fact.ContainerStoppedByOperator::containerId)
        .containsExactly(stopped);
    assertThat(seen(Fact.ContainerDied.class))
        .extracting(Fact.ContainerDied::containerId)
        .containsExactly(crashed);
  }

  @Test
  @DisplayName("R38 R43 one that an executor stops to replace it has died, if that was killed then")
  void putAside() throws IOException {
    String id = run("web", STOPS_AT_ONCE);
    String known = run("known", STOPS_AT_ONCE);
    for (String each : List.of(id, known)) {
      runtime.rename(each, runtime.inspect(each).orElseThrow().container().nameAside());
    }
    // By the executor before this one, of which nothing is known but the name.
    platform.docker("signal it", c -> c.killContainerCmd(id).withSignal("TERM").exec());
    await()
        .atMost(SOON)
        .until(() -> !runtime.inspect(id).orElseThrow().container().phase().alive());
    watch.start();
    await().atMost(SOON).until(() -> !seen(Fact.ContainerDied.class).isEmpty());
    awaitRunning("known");
    runtime.stop(known, Duration.ofSeconds(5));
    await().atMost(SOON).until(() -> seen(Fact.ContainerDied.class).size() == 2);
    assertThat(seen(Fact.ContainerStoppedByOperator.class)).isEmpty();
  }

  @Test
  @DisplayName("an end of our own doing is no news")
  void ourOwn() throws IOException {
    watch.start();
    String ours = run("ours", FOREVER);
    String marker = run("marker", FOREVER);
    awaitRunning("ours");
    awaitRunning("marker");
    watch.expectEnd(ours);
    runtime.remove(ours);
    runtime.kill(marker);
    await().atMost(SOON).until(() -> !seen(Fact.ContainerDied.class).isEmpty());
    assertThat(seen(Fact.ContainerDied.class))
        .extracting(Fact.ContainerDied::containerId)
        .containsExactly(marker);
  }

  @Test
  @DisplayName("what happened before the start is told with the ids that the events have")
  void resyncHasTheSameIds() throws IOException {
    watch.start();
    String died = run("died", "exit 3");
    String stopped = run("stopped", STOPS_AT_ONCE);
    String lives = run("lives", FOREVER);
    awaitRunning("lives");
    awaitRunning("stopped");
    platform.docker("stop it", c -> c.stopContainerCmd(stopped).exec());
    await().atMost(SOON).until(() -> facts.size() == 5);
    List<String> told = facts.stream().map(Envelope::id).sorted().toList();
    watch.close();
    facts.clear();
    watch = newWatch();
    watch.start();
    assertThat(seen(Fact.ContainerUnpaused.class)).hasSize(1);
    facts.removeIf(fact -> fact.body() instanceof Fact.ContainerUnpaused);
    assertThat(facts.stream().map(Envelope::id).sorted().toList()).isEqualTo(told);
    assertThat(seen(Fact.ContainerDied.class))
        .extracting(Fact.ContainerDied::containerId)
        .containsExactly(died);
    assertThat(watch.running()).extracting(r -> r.container().id()).containsExactly(lives);
  }

  @Test
  @DisplayName("a paused container is not well, and well again when it is unpaused")
  void pause() throws IOException {
    watch.start();
    String id = run("web", FOREVER);
    awaitRunning("web");
    platform.docker("pause it", c -> c.pauseContainerCmd(id).exec());
    await().atMost(SOON).until(() -> watch.running().stream().noneMatch(RunningContainer::well));
    assertThat(watch.running()).hasSize(1);
    platform.docker("unpause it", c -> c.unpauseContainerCmd(id).exec());
    await().atMost(SOON).until(() -> watch.running().stream().allMatch(RunningContainer::well));
    await().atMost(SOON).until(() -> facts.size() == 3);
    assertThat(facts.stream().map(Envelope::body))
        .hasExactlyElementsOfTypes(
            Fact.ContainerStarted.class, Fact.ContainerPaused.class, Fact.ContainerUnpaused.class);
  }
}
