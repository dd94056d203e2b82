package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.docker.engine.Engine;

class DockerNetworksIT {
  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int ROUNDS = 10;
  private static final int EXECUTORS = 3;
  private final Engine engine = Engine.connect(Optional.empty());
  private final DockerNetworks networks = new DockerNetworks(engine);
  private final String platform = "networks-it-" + UUID.randomUUID().toString().substring(0, 8);
  private final NetworkDefinition network = definition(platform + "_default");

  @AfterEach
  void close() {
    ids().forEach(this::remove);
    engine.close();
  }

  @Test
  @DisplayName("R33 executors that make a platform's network at the same moment make one")
  void atOnce() throws Exception {
    try (ExecutorService executors = Executors.newFixedThreadPool(EXECUTORS)) {
      for (int round = 0; round < ROUNDS; round++) {
        CyclicBarrier together = new CyclicBarrier(EXECUTORS);
        List<Future<?>> made = new ArrayList<>();
        for (int i = 0; i < EXECUTORS; i++) {
          made.add(
              executors.submit(
                  () -> {
                    together.await();
                    networks.createNetwork(platform, network);
                    return null;
                  }));
        }
        for (Future<?> one : made) {
          one.get();
        }
        assertThat(ids()).as("round %d", round).hasSize(1);
        assertThat(networks.removeNetwork(platform, network.name())).isTrue();
      }
    }
  }

  @Test
  @DisplayName("R33 of several networks of one name the oldest stays, or the one that is in use")
  void severalBefore() throws Exception {
    String oldest = make(platform);
    make(platform);
    assertThat(networks.keepOne(platform, network.name())).isTrue();
    assertThat(ids()).containsExactly(oldest);

    String used = make(platform);
    try (TestPlatform other = new TestPlatform()) {
      DockerRuntime runtime = new DockerRuntime(engine);
      String id =
          runtime.create(
              other.container(
                  "web", 1, other.shell("web", "exec sleep 1000", "network_mode: none")));
      runtime.start(id);
      other.docker(
          "leave",
          c -> c.disconnectFromNetworkCmd().withContainerId(id).withNetworkId("none").exec());
      other.docker(
          "join", c -> c.connectToNetworkCmd().withContainerId(id).withNetworkId(used).exec());
      assertThat(networks.keepOne(platform, network.name())).isTrue();
      assertThat(ids()).containsExactly(used);
    }
  }

  @Test
  @DisplayName("R33 a network of the same name that somebody else made is left alone")
  void ofSomebodyElse() {
    String theirs = make("somebody-else");
    String ours = make(platform);
    assertThat(networks.keepOne(platform, network.name())).isTrue();
    assertThat(ids()).containsExactlyInAnyOrder(theirs, ours);
    assertThat(networks.keepOne(platform, platform + "_other")).isFalse();
    assertThat(networks.removeNetwork(platform, network.name())).isTrue();
    assertThat(ids()).containsExactly(theirs);
    assertThat(networks.removeNetwork(platform, network.name())).isFalse();
  }

  private static NetworkDefinition definition(String name) {
    return new NetworkDefinition(
        "default",
        name,
        false,
        Optional.empty(),
        Map.of(),
        false,
        false,
        false,
        List.of(),
        Map.of());
  }

  /** As an engine does it that sees no duplicate. */
  private String make(String owner) {
    return engine.call(
        "make a network",
        DEADLINE,
        client ->
            client
                .createNetworkCmd()
                .withName(network.name())
                .withLabels(Map.of(ContainerLabels.PLATFORM, owner))
                .exec()
                .getId());
  }

  private List<String> ids() {
    return engine
        .call("list networks", DEADLINE, client -> client.listNetworksCmd().exec())
        .stream()
        .filter(n -> n.getName().equals(network.name()))
        .map(n -> n.getId())
        .toList();
  }

  private void remove(String id) {
    engine.run("remove a network", DEADLINE, client -> client.removeNetworkCmd(id).exec());
  }
}
