package rouse.executor.docker;

import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.ContainerDefinition;

/**
 * A container to be made.
 *
 * @param definitionHash goes into its label
 * @param commandId the command that wants it; empty when the executor wants it by itself
 * @param environment besides the definition's, and above it
 */
public record NewContainer(
    InstanceId instance,
    long incarnation,
    Optional<String> commandId,
    ContainerDefinition definition,
    String definitionHash,
    Map<String, String> environment) {
  public NewContainer {
    environment = Map.copyOf(environment);
  }

  public String name() {
    return instance.containerName();
  }
}
