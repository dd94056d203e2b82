package rouse.executor.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.ContainerNetwork;
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
import rouse.executor.docker.engine.EngineException;

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

  @Test
  @DisplayName(
      "R33 a changed network is made anew around what runs in it; when it cannot be, the old is back")
  void recreated() throws Exception {
    NetworkDefinition before = side(false, "10.93.77.0/24");
    networks.createNetwork(platform, before);
    try (TestPlatform other = new TestPlatform()) {
      DockerRuntime runtime = new DockerRuntime(engine);
      String id =
          runtime.create(other.container("web", 1, other.shell("web", "exec sleep 1000", "")));
      connect(id, before.name());
      runtime.start(id);
      NetworkDefinition after = side(true, "10.93.77.0/24");
      NetworkRecreation recreation = new NetworkRecreation(engine);
      assertThat(networks.differs(platform, after)).isTrue();

      assertThat(recreation.recreate(platform, after)).containsExactly(other.name() + "-web-1");

      assertThat(networks.differs(platform, after)).isFalse();
      assertIn(id, before.name());
      assertThat(runtime.inspect(id).orElseThrow().container().phase().alive()).isTrue();

      // The container's own address is in none of its ranges.
      NetworkDefinition impossible = side(false, "10.93.78.0/24");
      assertThatThrownBy(() -> recreation.recreate(platform, impossible))
          .isInstanceOf(EngineException.class);
      assertThat(networks.differs(platform, after)).as("the old one is back").isFalse();
      assertIn(id, before.name());
    } finally {
      networks.removeNetwork(platform, before.name());
    }
  }

  private NetworkDefinition side(boolean internal, String subnet) {
    return new NetworkDefinition(
        "side",
        platform + "_side",
        false,
        Optional.empty(),
        Map.of(),
        internal,
        false,
        false,
        List.of(
            new NetworkDefinition.Subnet(Optional.of(subnet), Optional.empty(), Optional.empty())),
        Map.of());
  }

  private void connect(String id, String name) {
    ContainerNetwork endpoint =
        new ContainerNetwork()
            .withAliases("front")
            .withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address("10.93.77.9"));
    engine.run(
        "connect",
        DEADLINE,
        client ->
            client
                .connectToNetworkCmd()
                .withContainerId(id)
                .withNetworkId(name)
                .withContainerNetwork(endpoint)
                .exec());
  }

  private void assertIn(String id, String name) {
    ContainerNetwork found =
        engine
            .call("inspect", DEADLINE, client -> client.inspectContainerCmd(id).exec())
            .getNetworkSettings()
            .getNetworks()
            .get(name);
    assertThat(found.getIpAddress()).isEqualTo("10.93.77.9");
    assertThat(found.getAliases()).contains("front");
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
