package rouse.executor.compose.model;

import java.util.List;
import java.util.Optional;

/**
 * A network that a container joins.
 *
 * @param network its name at the engine
 * @param aliases names it has there; the module's name is the first, then what container_name and
 *     others' links call it
 * @param ipv4 a fixed address, or empty
 * @param ipv6 a fixed address, or empty
 */
public record NetworkAttachment(
    String network, List<String> aliases, Optional<String> ipv4, Optional<String> ipv6) {

  public NetworkAttachment {
    aliases = List.copyOf(aliases);
  }
}
