package rouse.executor.compose.model;

import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * Where a container's output goes.
 *
 * @param driver empty: the engine's default
 */
public record LoggingDefinition(Optional<String> driver, Map<String, String> options) {
  public LoggingDefinition {
    options = OrderedCopies.ordered(options);
  }
}
