package rouse.executor.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * How a container is reached and whom it reaches.
 *
 * @param hostname empty: the container's id
 * @param domainname empty: none
 * @param ports published at the host
 * @param expose ports that are only documented, such as {@code 5000/tcp}
 * @param attachments networks it joins, in the order they are joined; the module's name is always
 *     among the aliases
 * @param mode {@code none}, {@code host}, {@code container:…}; empty: its attachments count
 * @param extraHosts lines of the hosts file, {@code name:address}
 * @param dns servers
 * @param dnsSearch domains
 * @param dnsOptions of resolv.conf
 * @param sysctls kernel settings of its network and IPC namespaces
 */
public record NetworkingDefinition(
    Optional<String> hostname,
    Optional<String> domainname,
    List<PortDefinition> ports,
    List<String> expose,
    List<NetworkAttachment> attachments,
    Optional<String> mode,
    List<String> extraHosts,
    List<String> dns,
    List<String> dnsSearch,
    List<String> dnsOptions,
    Map<String, String> sysctls) {

  /** Nothing published, no network named. */
  public static final NetworkingDefinition DEFAULT =
      new NetworkingDefinition(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Map.of());

  public NetworkingDefinition {
    ports = List.copyOf(ports);
    expose = List.copyOf(expose);
    attachments = List.copyOf(attachments);
    extraHosts = List.copyOf(extraHosts);
    dns = List.copyOf(dns);
    dnsSearch = List.copyOf(dnsSearch);
    dnsOptions = List.copyOf(dnsOptions);
    sysctls = OrderedCopies.ordered(sysctls);
  }
}
