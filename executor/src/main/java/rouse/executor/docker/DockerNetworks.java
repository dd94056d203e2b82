package rouse.executor.docker;

import com.github.dockerjava.api.command.CreateNetworkCmd;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import rouse.executor.compose.model.DefinitionHash;
import rouse.executor.compose.model.NetworkDefinition;
import rouse.executor.compose.model.VolumeDefinition;
import rouse.executor.docker.engine.Engine;

/** Networks and volumes of a Docker engine. */
public final class DockerNetworks {
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final Duration CHANGE = Duration.ofSeconds(30);
  private static final String NETWORK = "com.docker.compose.network";
  private static final String VOLUME = "com.docker.compose.volume";
  private final Engine engine;

  public DockerNetworks(Engine engine) {
    this.engine = engine;
  }

  /** Whether there is a network of just this name, whoever made it. */
  public boolean hasNetwork(String name) {
    return !named(name).isEmpty();
  }

  /** Those of just this name, the oldest first; the engine's own filter takes parts of names. */
  private List<Network> named(String name) {
    return engine
        .call(
            "look for network " + name,
            LOOK,
            client -> client.listNetworksCmd().withNameFilter(name).exec())
        .stream()
        .filter(n -> n.getName().equals(name))
        .sorted(Comparator.comparing(Network::getCreated).thenComparing(Network::getId))
        .toList();
  }

  /**
   * Removes those of a platform's networks of one name that are too many: the engine looks for
   * duplicates before it makes a network and not while it does, and afterwards takes the name for
   * ambiguous. Whoever looks last sees all of them, so of several that do this at once one finishes
   * it. One that containers are in stays before older ones.
   *
   * @return whether there is a network of this name
   */
  public boolean keepOne(String platform, String name) {
    List<Network> all = named(name);
    List<Network> ours = madeFor(platform, all);
    if (ours.size() > 1) {
      Network kept = ours.stream().filter(this::isUsed).findFirst().orElse(ours.getFirst());
      ours.stream()
          .filter(n -> !n.getId().equals(kept.getId()) && !isUsed(n))
          .forEach(n -> removeById(n.getId(), name));
    }
    return !all.isEmpty();
  }

  private static List<Network> madeFor(String platform, List<Network> networks) {
    return networks.stream()
        .filter(n -> platform.equals(n.getLabels().get(ContainerLabels.PLATFORM)))
        .toList();
  }

  /** Only an inspection tells of containers. */
  private boolean isUsed(Network network) {
    return engine.call(
        "inspect network " + network.getName(),
        LOOK,
        client -> {
          try {
            return !client
                .inspectNetworkCmd()
                .withNetworkId(network.getId())
                .exec()
                .getContainers()
                .isEmpty();
          } catch (NotFoundException goneMeanwhile) {
            return false;
          }
        });
  }

  private boolean removeById(String id, String name) {
    return engine.call(
        "remove network " + name,
        CHANGE,
        client -> {
          try {
            client.removeNetworkCmd(id).exec();
            return true;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  /** The address of the host in a network; empty when the network has none, or is not there. */
  public Optional<String> gateway(String name) {
    return named(name).stream()
        .filter(n -> n.getIpam().getConfig() != null)
        .flatMap(n -> n.getIpam().getConfig().stream())
        .map(Network.Ipam.Config::getGateway)
        .filter(Objects::nonNull)
        .findFirst();
  }

  /** What addresses containers have in a network, as 172.18.0.0/16; none when it is not there. */
  public List<String> subnets(String name) {
    return named(name).stream()
        .filter(n -> n.getIpam().getConfig() != null)
        .flatMap(n -> n.getIpam().getConfig().stream())
        .map(Network.Ipam.Config::getSubnet)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Whether the platform's network was made from another definition than this one. */
  public boolean differs(String platform, NetworkDefinition network) {
    return madeFor(platform, named(network.name())).stream()
        .anyMatch(n -> isOther(n.getLabels(), DefinitionHash.of(network)));
  }

  /** Whether the platform's volume was made from another definition than this one. */
  public boolean differs(String platform, VolumeDefinition volume) {
    return volumesOf(platform).stream()
        .filter(v -> v.getName().equals(volume.name()))
        .anyMatch(v -> isOther(v.getLabels(), DefinitionHash.of(volume)));
  }

  /** One that another tool made, or an older Rouse, does not say what it was made from. */
  private static boolean isOther(Map<String, String> labels, String hash) {
    return !labels.getOrDefault(ContainerLabels.DEFINITION, hash).equals(hash);
  }

  /** Makes a network; one that another made at the same time is as good, and one of them stays. */
  public void createNetwork(String platform, NetworkDefinition network) {
    engine.run(
        "create network " + network.name(),
        CHANGE,
        client -> {
          CreateNetworkCmd command =
              client
                  .createNetworkCmd()
                  .withName(network.name())
                  .withCheckDuplicate(true)
                  .withInternal(network.internal())
                  .withAttachable(network.attachable())
                  .withEnableIpv6(network.ipv6())
                  .withOptions(network.driverOptions())
                  .withLabels(
                      labels(
                          platform,
                          network.labels(),
                          NETWORK,
                          network.key(),
                          DefinitionHash.of(network)));
          network.driver().ifPresent(command::withDriver);
          if (!network.subnets().isEmpty()) {
            command.withIpam(new Network.Ipam().withConfig(subnets(network)));
          }
          try {
            command.exec();
          } catch (ConflictException alreadyThere) {
            return;
          }
        });
    keepOne(platform, network.name());
  }

  private static List<Network.Ipam.Config> subnets(NetworkDefinition network) {
    return network.subnets().stream()
        .map(
            s ->
                new Network.Ipam.Config()
                    .withSubnet(s.subnet().orElse(null))
                    .withGateway(s.gateway().orElse(null))
                    .withIpRange(s.ipRange().orElse(null)))
        .toList();
  }

  /**
   * Removes every network of this name that was made for the platform, and none that somebody else
   * made.
   *
   * @return whether there was one
   */
  public boolean removeNetwork(String platform, String name) {
    return madeFor(platform, named(name)).stream().filter(n -> removeById(n.getId(), name)).count()
        > 0;
  }

  public boolean hasVolume(String name) {
    return engine.call(
        "look for volume " + name,
        LOOK,
        client -> {
          try {
            return client.inspectVolumeCmd(name).exec() != null;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  public void createVolume(String platform, VolumeDefinition volume) {
    engine.run(
        "create volume " + volume.name(),
        CHANGE,
        client -> {
          var command =
              client
                  .createVolumeCmd()
                  .withName(volume.name())
                  .withDriverOpts(volume.driverOptions())
                  .withLabels(
                      labels(
                          platform,
                          volume.labels(),
                          VOLUME,
                          volume.key(),
                          DefinitionHash.of(volume)));
          volume.driver().ifPresent(command::withDriver);
          command.exec();
        });
  }

  /**
   * Removes a volume with what is in it.
   *
   * @return whether there was one
   */
  public boolean removeVolume(String name) {
    return engine.call(
        "remove volume " + name,
        CHANGE,
        client -> {
          try {
            client.removeVolumeCmd(name).exec();
            return true;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  /**
   * Removes the volumes that nobody named and that containers of these modules made, with what is
   * in them.
   *
   * @return how many there were
   */
  public long removeAnonymousVolumes(String platform, Predicate<String> modules) {
    return volumesOf(platform).stream()
        .filter(volume -> AnonymousVolumes.isAnonymous(volume.getName()))
        .filter(volume -> modules.test(volume.getLabels().getOrDefault(ContainerLabels.MODULE, "")))
        .filter(volume -> removeVolume(volume.getName()))
        .count();
  }

  private List<InspectVolumeResponse> volumesOf(String platform) {
    return engine.call(
        "list the volumes of " + platform,
        LOOK,
        client -> {
          List<InspectVolumeResponse> found =
              client
                  .listVolumesCmd()
                  .withFilter("label", List.of(ContainerLabels.PLATFORM + "=" + platform))
                  .exec()
                  .getVolumes();
          return found == null ? List.of() : found;
        });
  }

  private static Map<String, String> labels(
      String platform, Map<String, String> own, String kind, String key, String hash) {
    Map<String, String> labels = new LinkedHashMap<>(own);
    labels.put(ContainerLabels.PROJECT, platform);
    labels.put(kind, key);
    labels.put(ContainerLabels.PLATFORM, platform);
    labels.put(ContainerLabels.DEFINITION, hash);
    return labels;
  }
}
