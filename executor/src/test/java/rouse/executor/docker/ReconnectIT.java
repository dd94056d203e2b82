package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.platform.HostId;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;
import rouse.executor.docker.watch.DockerWatch;

/**
 * The watch behind a connection that breaks; what is done meanwhile goes to the engine directly.
 */
class ReconnectIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String FOREVER = "exec sleep 1000";
  private final List<Envelope<Fact>> facts = new CopyOnWriteArrayList<>();
  private TestPlatform platform;
  private DockerRuntime direct;
  private EngineProxy proxy;
  private Engine engine;
  private DockerWatch watch;

  @BeforeEach
  void open() throws IOException {
    platform = new TestPlatform();
    direct = new DockerRuntime(platform.engine());
    proxy = new EngineProxy();
    engine = Engine.connect(Optional.of(proxy.address()));
    watch =
        new DockerWatch(
            engine,
            new DockerRuntime(engine),
            platform.name(),
            i -> true,
            id -> false,
            new HostId("host-1"));
    watch.onFact(facts::add);
    watch.start();
  }

  @AfterEach
  void close() throws IOException {
    watch.close();
    engine.close();
    proxy.close();
    platform.close();
  }

  private String run(String module) throws IOException {
    String id = direct.create(platform.container(module, 1, platform.shell(module, FOREVER)));
    direct.start(id);
    return id;
  }

  private <F extends Fact> List<F> seen(Class<F> type) {
    return facts.stream().map(Envelope::body).filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  @DisplayName(
      "R18 what happens while the connection is broken is told after it, once, and rightly")
  void missed() throws IOException {
    String killed = run("killed");
    String stopped = run("stopped");
    String removed = run("removed");
    await().atMost(SOON).until(() -> watch.running().size() == 3);
    proxy.refuse(true);
    await().atMost(SOON).until(() -> !watch.isWatching());
    direct.kill(killed);
    direct.stop(stopped, Duration.ofSeconds(1));
    direct.remove(removed);
    String started = run("started");
    assertThat(facts).hasSize(3);
    proxy.refuse(false);
    await().atMost(SOON).until(() -> facts.size() == 7);
    assertThat(seen(Fact.ContainerDied.class))
        .extracting(Fact.ContainerDied::containerId)
        .containsExactlyInAnyOrder(killed, removed);
    assertThat(seen(Fact.ContainerStoppedByOperator.class))
        .extracting(Fact.ContainerStoppedByOperator::containerId)
        .containsExactly(stopped);
    assertThat(watch.running()).extracting(r -> r.container().id()).containsExactly(started);
  }

  @Test
  @DisplayName("a connection that is cut again and again loses and repeats nothing")
  void cut() throws IOException {
    for (int i = 1; i <= 5; i++) {
      String id = run("web" + i);
      proxy.cut();
      direct.kill(id);
      int ends = i;
      await().atMost(SOON).until(() -> seen(Fact.ContainerDied.class).size() == ends);
    }
    assertThat(facts).extracting(Envelope::id).doesNotHaveDuplicates().hasSize(10);
  }

  @Test
  @DisplayName(
      "a call that the engine never answers ends at its deadline, and the next one is served")
  void deadline() throws IOException {
    proxy.hold("GET .*/images/json");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                EngineException.class,
                () ->
                    engine.call(
                        "list images", Duration.ofMillis(300), c -> c.listImagesCmd().exec())))
        .hasMessageContaining("did not answer within 300ms: list images")
        .extracting(EngineException::kind)
        .isEqualTo(EngineException.Kind.DEADLINE);
    String version = engine.call("ask", SOON, c -> c.versionCmd().exec().getVersion());
    assertThat(version).isNotEmpty();
  }
}
