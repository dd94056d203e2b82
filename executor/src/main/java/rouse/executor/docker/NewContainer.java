package rouse.executor.docker;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;
import rouse.executor.compose.model.ContainerDefinition;

/**
 * A container to be made.
 *
 * @param definitionHash goes into its label
 * @param commandId the command that wants it; empty when the executor wants it by itself
 * @param environment besides the definition's, and above it
 * @param predecessors ids of the containers that it takes the place of, the newest first; it gets
 *     their anonymous volumes
 */
public record NewContainer(
    InstanceId instance,
    long incarnation,
    Optional<String> commandId,
    ContainerDefinition definition,
    String definitionHash,
    Map<String, String> environment,
    List<String> predecessors) {
  public NewContainer {
    environment = Map.copyOf(environment);
    predecessors = List.copyOf(predecessors);
  }

  /** The same in the place of others, the newest first. */
  public NewContainer replacing(List<ManagedContainer> old) {
    return new NewContainer(
        instance,
        incarnation,
        commandId,
        definition,
        definitionHash,
        environment,
        old.stream().map(ManagedContainer::id).toList());
  }

  public String name() {
    return instance.containerName();
  }
}
