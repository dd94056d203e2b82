package rouse.executor.compose.model;

import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * A named volume of the platform.
 *
 * @param key its name in the file
 * @param name its name at the engine: {@code <platform>_<key>} unless the file names it
 * @param external somebody else made it; it must be there and is never removed
 * @param driver empty: the engine's default, local
 */
public record VolumeDefinition(
    String key,
    String name,
    boolean external,
    Optional<String> driver,
    Map<String, String> driverOptions,
    Map<String, String> labels) {

  public VolumeDefinition {
    driverOptions = OrderedCopies.ordered(driverOptions);
    labels = OrderedCopies.ordered(labels);
  }
}
