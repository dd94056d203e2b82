package rouse.executor.guard;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import rouse.contracts.platform.InstanceId;
import rouse.executor.docker.ContainerLabels;

/**
 * Which containers a guard looks after, by their labels, and which slot each fills.
 *
 * @param projects only these; empty: every Compose project
 * @param all also containers of no project
 */
public record GuardScope(Set<String> projects, boolean all) {
  /** The platform of the containers that belong to no project. */
  public static final String OF_NO_PROJECT = "containers";

  private static final String ONE_OFF = "com.docker.compose.oneoff";

  /** Whoever writes these starts the container again by itself, elsewhere or under another id. */
  private static final Set<String> OF_OTHER_TOOLS =
      Set.of(
          ContainerLabels.PLATFORM,
          "com.docker.swarm.task.id",
          "com.docker.swarm.service.id",
          "io.kubernetes.pod.name");

  public GuardScope {
    projects = Set.copyOf(projects);
  }

  /**
   * The slot that a container fills; empty when the guard leaves it alone.
   *
   * @param name the container's
   */
  Optional<InstanceId> slotOf(String name, Map<String, String> labels) {
    String enabled = labels.getOrDefault(GuardLabels.ENABLE, "");
    if (OF_OTHER_TOOLS.stream().anyMatch(labels::containsKey)
        || "True".equalsIgnoreCase(labels.get(ONE_OFF))
        || enabled.equalsIgnoreCase("false")) {
      return Optional.empty();
    }
    String project = labels.get(ContainerLabels.PROJECT);
    String service = labels.get(ContainerLabels.SERVICE);
    if (project != null && service != null) {
      return projects.isEmpty() || projects.contains(project)
          ? slot(project, service, labels.get(ContainerLabels.NUMBER))
          : Optional.empty();
    }
    return all || enabled.equalsIgnoreCase("true")
        ? slot(OF_NO_PROJECT, name, "1")
        : Optional.empty();
  }

  private static Optional<InstanceId> slot(String project, String service, String number) {
    try {
      return Optional.of(
          new InstanceId(project, service, number == null ? 1 : Integer.parseInt(number)));
    } catch (IllegalArgumentException notNamedByCompose) {
      return Optional.empty();
    }
  }
}
