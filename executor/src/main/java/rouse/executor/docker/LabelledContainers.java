package rouse.executor.docker;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import rouse.contracts.platform.InstanceId;

/**
 * A container is ours by its labels and its name: a clone, or a one-off run, may carry the same
 * labels. One that was ours stays so when somebody renames it, as long as this process lives.
 */
public final class LabelledContainers implements ContainerIdentity {
  private final Set<String> ours = ConcurrentHashMap.newKeySet();

  @Override
  public Map<String, String> labelsOf(String platform) {
    return Map.of(ContainerLabels.PLATFORM, platform);
  }

  @Override
  public Map<String, String> labelsOf(InstanceId instance) {
    return Map.of(
        ContainerLabels.PLATFORM, instance.platform(),
        ContainerLabels.MODULE, instance.module(),
        ContainerLabels.SLOT, Integer.toString(instance.slot()));
  }

  @Override
  public Optional<ManagedContainer> of(FoundContainer found) {
    return ManagedContainer.of(found.id(), found.name(), found.labels(), found.phase(), found.ip())
        .filter(this::isOurs);
  }

  private boolean isOurs(ManagedContainer container) {
    if (container.hasNameOfItsSlot()) {
      ours.add(container.id());
      return true;
    }
    return ours.contains(container.id());
  }

  @Override
  public void made(String containerId) {
    ours.add(containerId);
  }

  @Override
  public void removed(String containerId) {
    ours.remove(containerId);
  }
}
