package rouse.executor.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * A network of the platform.
 *
 * @param key its name in the file; {@code default} for the platform's own
 * @param name its name at the engine: {@code <platform>_<key>} unless the file names it
 * @param external somebody else made it; it must be there and is never removed
 * @param driver empty: the engine's default, bridge
 * @param internal without a way out
 * @param attachable containers that are not the platform's may join
 * @param ipv6 has IPv6 addresses too
 * @param subnets address ranges
 */
public record NetworkDefinition(
    String key,
    String name,
    boolean external,
    Optional<String> driver,
    Map<String, String> driverOptions,
    boolean internal,
    boolean attachable,
    boolean ipv6,
    List<Subnet> subnets,
    Map<String, String> labels) {

  /**
   * One address range of a network.
   *
   * @param subnet in CIDR form
   */
  public record Subnet(
      Optional<String> subnet, Optional<String> gateway, Optional<String> ipRange) {}

  public NetworkDefinition {
    driverOptions = OrderedCopies.ordered(driverOptions);
    subnets = List.copyOf(subnets);
    labels = OrderedCopies.ordered(labels);
  }
}
