package rouse.cli.dev;

import java.util.List;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.PlatformFile;
import rouse.executor.docker.DockerNetworks;

/** Takes away again the networks that a start made, when it comes to nothing. */
final class CreatedNetworks implements AutoCloseable {
  private final DockerNetworks networks;
  private final String platform;
  private final List<String> missingBefore;

  CreatedNetworks(DockerNetworks networks, PlatformFile file) {
    this.networks = networks;
    this.platform = file.name();
    this.missingBefore =
        file.networks().stream()
            .filter(network -> !network.external())
            .map(NetworkDefinition::name)
            .filter(name -> !networks.hasNetwork(name))
            .toList();
  }

  @Override
  public void close() {
    missingBefore.forEach(name -> networks.removeNetwork(platform, name));
  }
}
