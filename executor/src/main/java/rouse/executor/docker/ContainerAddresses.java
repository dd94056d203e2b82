package rouse.executor.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The address at which others on the platform's network reach a container. */
final class ContainerAddresses {
  private ContainerAddresses() {}

  static Optional<String> of(Container container) {
    if (container.getNetworkSettings() == null) {
      return Optional.empty();
    }
    String first =
        container.getHostConfig() == null ? null : container.getHostConfig().getNetworkMode();
    return in(container.getNetworkSettings().getNetworks(), first);
  }

  static Optional<String> of(InspectContainerResponse container) {
    if (container.getNetworkSettings() == null) {
      return Optional.empty();
    }
    String first =
        container.getHostConfig() == null ? null : container.getHostConfig().getNetworkMode();
    return in(container.getNetworkSettings().getNetworks(), first);
  }

  /** In the network it was created in, else in the first by name that gave it one. */
  private static Optional<String> in(Map<String, ContainerNetwork> networks, String first) {
    if (networks == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(first)
        .map(networks::get)
        .flatMap(ContainerAddresses::address)
        .or(
            () ->
                new TreeMap<>(networks)
                    .values().stream().flatMap(n -> address(n).stream()).findFirst());
  }

  private static Optional<String> address(ContainerNetwork network) {
    return Optional.ofNullable(network.getIpAddress()).filter(a -> !a.isEmpty());
  }
}
