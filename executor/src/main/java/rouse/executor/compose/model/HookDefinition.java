package rouse.executor.compose.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.executor.compose.yaml.OrderedCopies;

/**
 * A command that runs in a container after its start or before its stop.
 *
 * @param user empty: the container's own
 * @param privileged whether it has all rights there
 * @param workingDir empty: the container's own
 * @param environment besides the container's
 */
public record HookDefinition(
    List<String> command,
    Optional<String> user,
    boolean privileged,
    Optional<String> workingDir,
    Map<String, String> environment) {

  public HookDefinition {
    command = List.copyOf(command);
    environment = OrderedCopies.ordered(environment);
  }
}
