package rouse.executor.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.docker.engine.Engine;
import rouse.executor.docker.engine.EngineException;

/**
 * Makes a network anew while containers are in it: they are detached, and attached again with the
 * names and the fixed addresses that they had. They go on running and are cut off meanwhile.
 */
public final class NetworkRecreation {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration CHANGE = Duration.ofSeconds(30);

  /** The engine adds the container's own id to its names. */
  private static final int SHORT_ID = 12;

  private final Engine engine;
  private final DockerNetworks networks;

  public NetworkRecreation(Engine engine) {
    this.engine = engine;
    this.networks = new DockerNetworks(engine);
  }

  /**
   * Makes the platform's network as the definition says.
   *
   * @return names of the containers that are in it again
   * @throws EngineException when the new one cannot be made, or a container cannot be in it; then
   *     the old one is back, with all that were in it
   */
  public List<String> recreate(String platform, NetworkDefinition wanted) {
    Network old = inspect(wanted.name());
    Map<String, ContainerNetwork> members = members(old);
    detach(old.getName(), members);
    remove(old);
    try {
      networks.createNetwork(platform, wanted);
      attach(wanted.name(), members);
    } catch (EngineException e) {
      putBack(platform, old, members);
      throw e;
    }
    return members.keySet().stream().map(id -> nameOf(old, id)).sorted().toList();
  }

  private Network inspect(String name) {
    return engine.call(
        "inspect network " + name,
        LOOK,
        client -> client.inspectNetworkCmd().withNetworkId(name).exec());
  }

  private static String nameOf(Network network, String container) {
    return network.getContainers().get(container).getName();
  }

  /** How each container is in the network, by the container's id. */
  private Map<String, ContainerNetwork> members(Network network) {
    Map<String, ContainerNetwork> members = new LinkedHashMap<>();
    for (String id : network.getContainers().keySet()) {
      endpoint(id, network.getName()).ifPresent(endpoint -> members.put(id, endpoint));
    }
    return members;
  }

  private Optional<ContainerNetwork> endpoint(String id, String network) {
    ContainerNetwork found =
        engine.call(
            "inspect " + id,
            LOOK,
            client -> {
              try {
                var all = client.inspectContainerCmd(id).exec().getNetworkSettings().getNetworks();
                return all.get(network);
              } catch (NotFoundException goneMeanwhile) {
                return null;
              }
            });
    return Optional.ofNullable(found).map(endpoint -> again(id, endpoint));
  }

  /** What somebody chose, without what the engine gave. */
  private static ContainerNetwork again(String id, ContainerNetwork endpoint) {
    ContainerNetwork again = new ContainerNetwork();
    if (endpoint.getAliases() != null) {
      String own = id.substring(0, SHORT_ID);
      again.withAliases(endpoint.getAliases().stream().filter(a -> !a.equals(own)).toList());
    }
    if (endpoint.getLinks() != null) {
      again.withLinks(endpoint.getLinks());
    }
    if (endpoint.getIpamConfig() != null) {
      again.withIpamConfig(endpoint.getIpamConfig());
    }
    return again;
  }

  private void detach(String network, Map<String, ContainerNetwork> members) {
    for (String id : members.keySet()) {
      engine.run(
          "disconnect " + id + " from " + network,
          CHANGE,
          client -> {
            try {
              client
                  .disconnectFromNetworkCmd()
                  .withContainerId(id)
                  .withNetworkId(network)
                  .withForce(true)
                  .exec();
            } catch (NotFoundException goneMeanwhile) {
              return;
            }
          });
    }
  }

  private void attach(String network, Map<String, ContainerNetwork> members) {
    members.forEach(
        (id, endpoint) ->
            engine.run(
                "connect " + id + " to " + network,
                CHANGE,
                client -> {
                  try {
                    client
                        .connectToNetworkCmd()
                        .withContainerId(id)
                        .withNetworkId(network)
                        .withContainerNetwork(endpoint)
                        .exec();
                  } catch (NotFoundException goneMeanwhile) {
                    return;
                  }
                }));
  }

  private void remove(Network network) {
    engine.run(
        "remove network " + network.getName(),
        CHANGE,
        client -> client.removeNetworkCmd(network.getId()).exec());
  }

  private void putBack(String platform, Network old, Map<String, ContainerNetwork> members) {
    if (networks.hasNetwork(old.getName())) {
      Map<String, ContainerNetwork> attached = new LinkedHashMap<>(members);
      attached.keySet().retainAll(inspect(old.getName()).getContainers().keySet());
      detach(old.getName(), attached);
      networks.removeNetwork(platform, old.getName());
    }
    engine.run(
        "create network " + old.getName() + " as it was",
        CHANGE,
        client -> {
          client
              .createNetworkCmd()
              .withName(old.getName())
              .withDriver(old.getDriver())
              .withInternal(old.getInternal())
              .withAttachable(old.isAttachable())
              .withEnableIpv6(old.getEnableIPv6())
              .withOptions(old.getOptions())
              .withLabels(old.getLabels())
              .withIpam(old.getIpam())
              .exec();
        });
    attach(old.getName(), members);
  }
}
