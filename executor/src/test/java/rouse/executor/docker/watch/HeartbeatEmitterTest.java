package rouse.executor.docker.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.contracts.event.Fact.Health;
import rouse.contracts.heartbeat.HeartbeatRecord.Beat;
import rouse.contracts.platform.HeartbeatPolicy;
import rouse.contracts.platform.HeartbeatPolicy.Source;
import rouse.contracts.platform.HostId;
import rouse.contracts.platform.InstanceId;
import rouse.contracts.platform.ModuleSpec;
import rouse.contracts.platform.PlatformSpec;
import rouse.executor.docker.ContainerPhase;
import rouse.executor.docker.ManagedContainer;

class HeartbeatEmitterTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private final Map<String, List<Beat>> beats = new ConcurrentHashMap<>();
  private volatile Collection<RunningContainer> running = List.of();
  private final HeartbeatEmitter pulse =
      new HeartbeatEmitter(
          () ->
              new PlatformSpec(
                  "p",
                  List.of(
                      module("watched", Source.DOCKER),
                      module("checked", Source.DOCKER),
                      module("self", Source.SELF)),
                  List.of()),
          new HostId("h"),
          () -> running,
          (key, beat) -> beats.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>()).add(beat));

  @AfterEach
  void close() {
    pulse.close();
  }

  private static ModuleSpec module(String name, Source source) {
    HeartbeatPolicy policy = new HeartbeatPolicy(source, Duration.ofMillis(120), Duration.ZERO);
    return new ModuleSpec(
        name, null, null, 1, policy, null, List.of(), null, null, "", false, false, null);
  }

  private static RunningContainer running(
      String module, ContainerPhase phase, Optional<Health> health) {
    return new RunningContainer(
        new ManagedContainer(
            "id-" + module,
            "name",
            new InstanceId("p", module, 1),
            7,
            Optional.empty(),
            Optional.empty(),
            phase,
            Optional.empty()),
        health);
  }

  private int count(String key) {
    return beats.getOrDefault(key, List.of()).size();
  }

  @Test
  @DisplayName("R27 beats for what Docker says is well, for its incarnation, and for nobody else")
  void whoBeats() {
    running =
        List.of(
            running("watched", ContainerPhase.RUNNING, Optional.empty()),
            running("checked", ContainerPhase.RUNNING, Optional.of(Health.STARTING)),
            running("self", ContainerPhase.RUNNING, Optional.empty()));
    pulse.start();
    await().atMost(SOON).until(() -> count("p/watched/1") >= 5 && count("host/h/p") >= 1);
    assertThat(beats).containsOnlyKeys("p/watched/1", "host/h/p");
    assertThat(beats.get("p/watched/1"))
        .allSatisfy(beat -> assertThat(beat.incarnation()).isEqualTo(7));
    assertThat(beats.get("p/watched/1").stream().map(Beat::sequence)).doesNotHaveDuplicates();
    assertThat(beats.get("host/h/p").getFirst().platform()).isEqualTo("p");
  }

  @Test
  @DisplayName("R27 health begins, pauses and ends the beats, and the first one comes at once")
  void health() {
    pulse.start();
    running = List.of(running("checked", ContainerPhase.RUNNING, Optional.of(Health.HEALTHY)));
    pulse.changed();
    await().atMost(SOON).until(() -> count("p/checked/1") >= 3);
    for (RunningContainer silent :
        List.of(
            running("checked", ContainerPhase.RUNNING, Optional.of(Health.UNHEALTHY)),
            running("checked", ContainerPhase.PAUSED, Optional.of(Health.HEALTHY)))) {
      running = List.of(silent, running("watched", ContainerPhase.RUNNING, Optional.empty()));
      // The other one's beats show that time has passed; the silent one's have stopped.
      int seen = count("p/watched/1");
      await().atMost(SOON).until(() -> count("p/watched/1") > seen + 1);
      int before = count("p/checked/1");
      await().atMost(SOON).until(() -> count("p/watched/1") > seen + 5);
      assertThat(count("p/checked/1")).isEqualTo(before);
    }
  }

  @Test
  @DisplayName("six beats to a timeout, but at least one a second")
  void intervals() {
    assertThat(HeartbeatEmitter.interval(Duration.ofSeconds(3))).isEqualTo(500);
    assertThat(HeartbeatEmitter.interval(Duration.ofSeconds(60))).isEqualTo(1000);
    assertThat(HeartbeatEmitter.interval(Duration.ofMillis(1))).isEqualTo(1);
  }
}
