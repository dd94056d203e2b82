package rouse.executor.docker;

import java.util.Map;
import java.util.Optional;
import rouse.contracts.platform.InstanceId;

/**
 * Containers of ours, some of which were restarted in place. Such a one keeps the label with the
 * number of its first run; the number of its present run is remembered.
 */
public final class RestartedContainers implements ContainerIdentity {
  private final LabelledContainers labelled = new LabelledContainers();
  private final RunNumbers numbers;

  public RestartedContainers(RunNumbers numbers) {
    this.numbers = numbers;
  }

  @Override
  public Map<String, String> labelsOf(String platform) {
    return labelled.labelsOf(platform);
  }

  @Override
  public Map<String, String> labelsOf(InstanceId instance) {
    return labelled.labelsOf(instance);
  }

  @Override
  public Optional<ManagedContainer> of(FoundContainer found) {
    return labelled
        .of(found)
        .map(
            first ->
                numbers
                    .ordered(first.id(), found.startedAt())
                    .map(run -> first.again(run.incarnation(), run.orderedBy()))
                    .orElse(first));
  }

  @Override
  public void made(String containerId) {
    labelled.made(containerId);
  }

  @Override
  public void removed(String containerId) {
    labelled.removed(containerId);
  }
}
