package rouse.executor.compose;

import java.util.Map;
import java.util.Optional;

/**
 * Where a container's output goes.
 *
 * @param driver empty: the engine's default
 */
public record LoggingDefinition(Optional<String> driver, Map<String, String> options) {
  public LoggingDefinition {
    options = Copies.ordered(options);
  }
}
