package rouse.executor.docker.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Envelope;
import rouse.contracts.event.Fact;
import rouse.contracts.event.Fact.ContainerDied;
import rouse.contracts.event.Fact.ContainerStoppedByOperator;
import rouse.contracts.platform.HostId;
import rouse.executor.docker.DockerRuntime;
import rouse.executor.docker.OwnEngine;
import rouse.executor.docker.TestPlatform;
import rouse.executor.docker.engine.Engine;

class EngineShutdownDetectorIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String STOPS_AT_ONCE = "trap 'exit 0' TERM; while true; do sleep 0.1; done";
  private final CountDownLatch engineIsBack = new CountDownLatch(1);
  private final List<Fact> facts = new CopyOnWriteArrayList<>();

  @Test
  @DisplayName("R18 R38 what an engine stopped is told dead, even when its successor answers first")
  void successorAnswers() throws Exception {
    try (OwnEngine engine = OwnEngine.start();
        TestPlatform platform = new TestPlatform(Optional.of(engine.address()));
        DockerWatch watch = watch(platform)) {
      watch.start();
      String web = run(platform, "web");
      await().atMost(SOON).until(() -> watch.running(platform.instance("web")).isPresent());
      run(platform, "slow-listener");
      await().atMost(SOON).until(() -> told(Fact.ContainerStarted.class).size() == 2);

      engine.stop();
      engine.startAgain();
      engineIsBack.countDown();

      await().atMost(SOON).until(() -> told(ContainerDied.class).size() == 2);
      assertThat(told(ContainerStoppedByOperator.class)).isEmpty();

      try (Engine operators = Engine.connect(Optional.of(engine.address()))) {
        DockerRuntime operator = new DockerRuntime(operators);
        operator.start(web);
        await().atMost(SOON).until(() -> watch.running(platform.instance("web")).isPresent());
        operator.stop(web, Duration.ofSeconds(5));
      }
      await().atMost(SOON).until(() -> told(ContainerStoppedByOperator.class).size() == 1);
      assertThat(told(ContainerDied.class)).hasSize(2);
    }
  }

  /** It takes no event between the second start and the engine's return. */
  private DockerWatch watch(TestPlatform platform) {
    DockerWatch watch =
        new DockerWatch(
            platform.engine(),
            new DockerRuntime(platform.engine()),
            platform.name(),
            i -> true,
            id -> false,
            new HostId("host-1"));
    watch.onFact(this::take);
    return watch;
  }

  private void take(Envelope<Fact> fact) {
    facts.add(fact.body());
    if (told(Fact.ContainerStarted.class).size() == 2) {
      try {
        engineIsBack.await();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <F extends Fact> List<F> told(Class<F> type) {
    return facts.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static String run(TestPlatform platform, String module) throws IOException {
    DockerRuntime runtime = new DockerRuntime(platform.engine());
    String id =
        runtime.create(platform.container(module, 1, platform.shell(module, STOPS_AT_ONCE)));
    runtime.start(id);
    return id;
  }
}
